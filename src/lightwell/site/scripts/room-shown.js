// A row says which state of the session its writer had before them: that of the refreshed part.
export function shown(root) {
  root.addEventListener("submit", ({ target }) => {
    const field = target.elements?.shown;
    const part = root.querySelector("[data-shown]");
    if (field && part) field.value = part.dataset.shown;
  });
}
