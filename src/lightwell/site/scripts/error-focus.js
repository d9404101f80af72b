// After a refused submission the error summary is read first, and its links go to the field.
export function errorFocus(root) {
  const summary = root.querySelector("[data-error-summary]");
  if (!summary) return;
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const field = link && root.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    const label = field.closest("fieldset")?.querySelector("legend") ?? field.labels?.[0];
    (label ?? field).scrollIntoView({ block: "start" });
    field.focus({ preventScroll: true });
  });
}
