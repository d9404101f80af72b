// Live regions refresh through htmx; when a refresh fails the page says since when.
export function connection(root) {
  const band = root.querySelector("[data-connection]");
  if (!band) return;
  let since;
  const lost = () => {
    since ??= clock(new Date());
    band.textContent = `Not connected since ${since}. What you see may be old.`;
    band.hidden = false;
  };
  const found = () => {
    since = undefined;
    band.hidden = true;
  };
  root.addEventListener("htmx:error", lost);
  root.addEventListener("htmx:response:error", lost);
  root.addEventListener("htmx:after:swap", found);
  window.addEventListener("offline", lost);
}

// Staff times are HH:mm whatever the browser's language.
function clock(time) {
  const two = (number) => String(number).padStart(2, "0");
  return `${two(time.getHours())}:${two(time.getMinutes())}`;
}
