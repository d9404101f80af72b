// Warns two minutes before the automatic sign-off, and sends what was typed before it happens.
import { flushDrafts } from "./autosave.js";

const WARNING_S = 120;
const TICK_MS = 1000;

export function sessionTimeout(root) {
  const dialog = root.querySelector("dialog[data-session-seconds]");
  if (!dialog) return;
  const watch = new Watch(dialog);
  setInterval(() => watch.tick(), TICK_MS);
  dialog.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    watch.extend(event.target);
  });
  dialog.addEventListener("cancel", (event) => event.preventDefault());
}

class Watch {
  constructor(dialog) {
    this.dialog = dialog;
    this.left = dialog.querySelector("[data-session-left]");
    this.seconds = Number(dialog.dataset.sessionSeconds);
    this.ended = false;
    this.restart();
  }

  // Wall-clock time, so that a sleeping laptop does not gain minutes.
  restart() {
    this.endsAt = Date.now() + this.seconds * 1000;
  }

  tick() {
    const left = Math.ceil((this.endsAt - Date.now()) / 1000);
    if (left <= 0) this.end();
    else if (left <= WARNING_S) this.warn(left);
  }

  warn(left) {
    if (!this.dialog.open) {
      flushDrafts();
      this.dialog.showModal();
    }
    this.left.textContent = inWords(left);
  }

  async extend(form) {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new FormData(form),
      redirect: "error",
    }).catch(() => undefined);
    if (!answer?.ok) return;
    this.restart();
    this.dialog.close();
  }

  async end() {
    if (this.ended) return;
    this.ended = true;
    await flushDrafts();
    window.location.assign(this.dialog.dataset.sessionEndedUrl || window.location.href);
  }
}

// Spoken politely: minutes, then tens of seconds, so that a screen reader is not flooded.
function inWords(seconds) {
  if (seconds > 60) return "2 minutes";
  if (seconds > 10) return `${Math.ceil(seconds / 10) * 10} seconds`;
  return "a few seconds";
}
