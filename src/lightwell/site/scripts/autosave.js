// Keeps a draft on the server while somebody types. Nothing is ever put into browser storage.
const IDLE_MS = 2000;
const RETRY_MS = 10000;
const HOLD_MS = 1000;

const drafts = new Map();

export function autosave(root) {
  for (const marked of root.querySelectorAll("[data-autosave-url]")) {
    // The form itself, or the hidden field in it that says whose words these are.
    const form = marked.closest("form");
    const draft = new Draft(form, marked.dataset.autosaveUrl);
    drafts.set(form, draft);
    form.addEventListener("input", () => draft.changed());
    form.addEventListener("change", () => draft.changed(0));
    form.addEventListener("submit", (event) => draft.leave(event));
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
    this.busy = false;
    this.held = undefined;
    this.sending = Promise.resolve();
  }

  changed(wait = IDLE_MS) {
    this.dirty = true;
    this.later(wait);
  }

  later(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), wait);
  }

  // The form goes now, and what was typed last goes beside it: should the form not arrive, its
  // words do. The server sets a draft aside that comes after its form was accepted.
  leave(event) {
    if (event.defaultPrevented) return;
    if (this.dirty && this.busy && this.held !== "let go") {
      event.preventDefault();
      this.hold(event.submitter);
    } else {
      this.held = undefined;
      this.flush();
    }
  }

  // An older draft is under way, and a page that is left may never send the newer one. So the form
  // waits for both, but never long: a form that somebody sends matters more than its draft.
  async hold(submitter) {
    if (this.held) return;
    this.held = "waiting";
    await Promise.race([this.flush(), new Promise((done) => setTimeout(done, HOLD_MS))]);
    this.held = "let go";
    this.form.requestSubmit(submitter);
  }

  // One request at a time, so that an older draft never arrives after a newer one.
  flush() {
    this.sending = this.sending.then(() => this.send());
    return this.sending;
  }

  async send() {
    if (!this.dirty) return;
    this.dirty = false;
    this.busy = true;
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
      this.later(RETRY_MS);
    } finally {
      this.busy = false;
    }
  }

  say(words) {
    if (this.status && this.status.textContent !== words) this.status.textContent = words;
  }
}
