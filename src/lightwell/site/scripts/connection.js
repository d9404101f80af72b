// Live regions refresh through htmx; when a refresh fails the page says since when.
export function connection(root) {
  const band = root.querySelector("[data-connection]");
  if (!band) return;
  const clock = clockIn(band.dataset.timeZone);
  let since;
  const lost = () => {
    since ??= clock.format(new Date());
    band.textContent = `Not connected since ${since}. What you see may be old.`;
    band.hidden = false;
  };
  root.addEventListener("htmx:before:response", (event) => {
    const { response, sourceElement } = event.detail.ctx;
    if (!sourceElement.matches(".lw-live")) return;
    if (response.status === 200 && !response.raw.redirected) {
      since = undefined;
      band.hidden = true;
      return;
    }
    // An error page or a sign-in page must not take the place of what was shown.
    event.preventDefault();
    lost();
  });
  root.addEventListener("htmx:error", lost);
  window.addEventListener("offline", lost);
}

// HH:mm in the clinic's zone, whatever the browser's language and place.
function clockIn(timeZone) {
  const form = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  return new Intl.DateTimeFormat("en-GB", timeZone ? { ...form, timeZone } : form);
}
