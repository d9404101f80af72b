// Keeps a draft on the server while somebody types. Nothing is ever put into browser storage.
const IDLE_MS = 2000;
const RETRY_MS = 10000;

const drafts = new Map();

export function autosave(root) {
  for (const marked of root.querySelectorAll("[data-autosave-url]")) {
    // The form itself, or the hidden field in it that says whose words these are.
    const form = marked.closest("form");
    const draft = new Draft(form, marked.dataset.autosaveUrl);
    drafts.set(form, draft);
    form.addEventListener("input", () => draft.changed());
    form.addEventListener("change", () => draft.changed(0));
    form.addEventListener("submit", () => draft.stop());
    root.addEventListener("visibilitychange", () => draft.flush());
  }
}

// Called before signing off: resolves when every changed draft has been sent.
export function flushDrafts() {
  return Promise.all([...drafts.values()].map((draft) => draft.flush()));
}

class Draft {
  constructor(form, url) {
    this.form = form;
    this.url = url;
    this.status = form.querySelector("[data-autosave-status]");
    this.timer = undefined;
    this.dirty = false;
    this.stopped = false;
    this.sending = Promise.resolve();
  }

  changed(wait = IDLE_MS) {
    if (this.stopped) return;
    this.dirty = true;
    this.later(wait);
  }

  later(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), wait);
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  // One request at a time, so that an older draft never arrives after a newer one.
  flush() {
    this.sending = this.sending.then(() => this.send());
    return this.sending;
  }

  async send() {
    if (!this.dirty || this.stopped) return;
    this.dirty = false;
    clearTimeout(this.timer);
    try {
      const answer = await fetch(this.url, {
        method: "POST",
        body: new FormData(this.form),
        headers: { "Lightwell-Draft": "1" },
        redirect: "error",
        keepalive: true,
      });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      this.say(answer.headers.get("Lightwell-Saved") ?? "Saved");
    } catch {
      this.dirty = true;
      this.say("Not saved yet. We keep trying. Your words are still on this page.");
      if (!this.stopped) this.later(RETRY_MS);
    }
  }

  say(words) {
    if (this.status && this.status.textContent !== words) this.status.textContent = words;
  }
}
