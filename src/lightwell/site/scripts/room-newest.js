// The newest column stands at the right and is in view, unless somebody scrolled back.
const NEAR = 8;

export function newestInView(root) {
  let follows = true;
  const box = () => root.querySelector("[data-newest]");
  const toEnd = () => {
    const scrolled = box();
    if (scrolled && follows) scrolled.scrollLeft = scrolled.scrollWidth;
  };
  root.addEventListener(
    "scroll",
    (event) => {
      if (event.target !== box()) return;
      const { scrollLeft, clientWidth, scrollWidth } = event.target;
      follows = scrollLeft + clientWidth >= scrollWidth - NEAR;
    },
    true,
  );
  root.addEventListener("htmx:after:swap", toEnd);
  toEnd();
}
