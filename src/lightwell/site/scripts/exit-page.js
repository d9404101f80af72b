// "Leave this page" is a plain link; with a script the page also leaves the back button.
export function exitPage(root) {
  const link = root.querySelector("[data-exit]");
  if (!link) return;
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave(link.href);
  });
}

function leave(address) {
  document.body.hidden = true;
  document.title = "…";
  window.location.replace(address);
}
