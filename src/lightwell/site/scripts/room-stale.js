// A board that was not refreshed for 65 seconds is hatched and says so.
const OLD_MS = 65_000;
const TICK_MS = 5_000;

export function stale(root) {
  const live = root.querySelector(".lw-live");
  const note = root.querySelector("[data-stale-note]");
  if (!live) return;
  let fresh = Date.now();
  root.addEventListener("htmx:before:response", (event) => {
    const { response } = event.detail.ctx;
    if (response.status === 200 && !response.raw.redirected) fresh = Date.now();
  });
  setInterval(() => {
    const isOld = Date.now() - fresh > OLD_MS;
    root.documentElement.classList.toggle("lw-html--old", isOld);
    if (note) note.hidden = !isOld;
  }, TICK_MS);
}
