// The answer to one indicator or question: saves itself as it is given, and never loses what was
// typed.

import { askWhich, offerToDiscard } from "./choosing.js";
import { fieldsOf, same } from "./fields.js";
import { send, sendParting } from "./sending.js";

const TYPING_PAUSE = 1_000; // ms from the last key to the server
const LONGEST_WAIT = 30_000; // ms between attempts

// Nothing goes up for now: it is tried again, and what was typed waits on this device.
const UNSENT = {
  unreachable: "Not saved yet: no connection. We keep trying.",
  "signed-out": "Not saved yet: you have been signed out. Sign in again, then come back here.",
  forbidden: "Not saved yet: you may not change this now. Sign in again, then come back here.",
  person: "Not saved yet: somebody else has signed in on this browser.",
};

export class Answer {
  // `page`: {drafts, copies, changed(), person}. See rating.js.
  constructor(element, page) {
    const { answerTo, kept, kind, title, url } = element.dataset;
    Object.assign(this, { element, page, code: answerTo, kind, title, url });
    this.fields = fieldsOf(element, this.code, kind);
    this.versionInput = element.querySelector(`[name="${this.code}-version"]`);
    this.status = element.querySelector("[data-status]");
    this.kept = kept ? JSON.parse(kept) : this.fields.readDefault();
    this.state = "saved"; // waiting, saving, changed, refused, settled, … or one of UNSENT
    this.failures = 0;
    this.fields.listen((isTyping) => this.edited(isTyping ? TYPING_PAUSE : 0));
    element.querySelector("[data-use]")?.addEventListener("click", (event) => this.use(event));
  }

  get base() {
    return Number(this.versionInput.value);
  }

  set base(version) {
    this.versionInput.value = version;
  }

  get isSaved() {
    return this.state === "saved";
  }

  get isUnderWay() {
    return this.state === "waiting" || this.state === "saving";
  }

  get isUnsent() {
    return this.state in UNSENT;
  }

  isAsKept() {
    return same(this.fields.read(), this.kept);
  }

  // What this device kept: an answer newer than the page, and what could not be saved. What was
  // given while the device was asked stays.
  restore(copy, draft) {
    const early = this.fields.readChanged();
    if (copy && copy.version > this.base) {
      this.adopt(copy);
    }
    if (draft) {
      this.fields.show(draft.said);
      this.base = draft.base;
    }
    this.fields.add(early);
    if (!this.isAsKept()) {
      this.edited(0);
    } else if (draft) {
      this.page.drafts.remove(draft);
    }
  }

  edited(pause) {
    const { code, kind, title, url, base, fields } = this;
    const typed = { said: fields.read(), chosen: fields.chosen() };
    this.draft = this.page.drafts.set({ code, kind, title, url, base, ...typed });
    if (this.state === "changed") return; // the choice comes first
    clearTimeout(this.timer);
    if (!this.sending && !this.isUnsent) this.tell("waiting", "");
    this.timer = setTimeout(() => this.save(), pause);
    this.page.changed();
  }

  // Sends what is there now. While one is under way the next waits for it.
  async save() {
    clearTimeout(this.timer);
    if (this.state === "changed") return;
    if (this.sending) {
      await this.sending;
      return;
    }
    if (!this.isUnsent) this.tell("saving", "Saving…");
    const { draft } = this;
    this.sending = send(draft);
    const result = await this.sending;
    this.sending = null;
    this.take(result, draft);
  }

  take(result, draft) {
    if (result.kind === "saved") {
      this.failures = 0;
      this.takeSaved(result, draft);
    } else if (result.kind === "changed") {
      this.tell("changed", "Not saved yet: choose which answer to keep.");
      askWhich(this, result.theirs);
    } else if (result.kind in UNSENT) {
      this.failures += 1;
      this.tell(result.kind, UNSENT[result.kind]);
      const wait = Math.min(1000 * 2 ** this.failures, LONGEST_WAIT);
      if (result.kind === "unreachable") this.timer = setTimeout(() => this.save(), wait);
    } else {
      const message = result.message ?? "It is not one of your parts any more.";
      this.tell(result.kind, `Not saved. ${message}`);
      if (same(this.fields.read(), draft.said)) offerToDiscard(this, result.kind === "outdated");
      else this.edited(0);
    }
  }

  takeSaved(result, draft) {
    if (result.newer && same(this.fields.read(), draft.said)) {
      this.page.drafts.remove(draft);
      this.adopt(result.newer); // nothing was changed here, and somebody else has answered
      return;
    }
    this.kept = draft.said;
    if (!result.newer) {
      this.base = result.version;
      this.sayWho({ by: "you", at: result.at });
    }
    this.page.drafts.remove(draft, result.newer ? null : result);
    if (this.isAsKept()) {
      this.tell("saved", `Saved at ${result.at}`);
    } else {
      this.tell("waiting", ""); // more was typed meanwhile
      this.edited(0);
    }
  }

  // Shows an answer that the server has: nothing is being changed here.
  adopt({ version, answer, by, at }) {
    this.fields.show(answer);
    this.kept = answer;
    this.base = version;
    this.page.copies.note({ code: this.code, version, answer, by, at });
    this.sayWho({ by, at });
    this.tell("saved", "");
  }

  sayWho({ by, at }) {
    const when = at.includes(",") ? `on ${at}` : `at ${at}`;
    this.element.querySelector("[data-answered]").textContent = `Answered by ${by} ${when}`;
    this.element.querySelector("[data-meta]").hidden = false;
  }

  // Somebody else's newer answer, where nothing was changed here. Returns whether it is shown.
  hear(newer) {
    const isNews = newer.version > this.base && this.isSaved && this.isAsKept();
    if (isNews) this.adopt(newer);
    return isNews;
  }

  // Fills in what was said last round, as this round's own answer.
  use(event) {
    event.preventDefault();
    this.fields.show(JSON.parse(event.currentTarget.dataset.use));
    this.edited(0);
    this.fields.focus();
  }

  // Words typed before the part changed, after what is there already.
  takeWords(words) {
    const part = this.kind === "words" ? "words" : "explanation";
    const there = this.fields.read()[part];
    const isThere = !there.trim() || there.trim() === words.trim();
    this.fields.show({ [part]: isThere ? words : `${there}\n\n${words}` });
    this.edited(0);
    this.fields.focus();
  }

  // Tries again at once: the network is back, or the person has come back to the page.
  retry() {
    if (this.isUnsent) this.save();
  }

  // The page is going: what was not sent yet is tried once more.
  part() {
    if (this.state === "waiting") sendParting(this.draft);
  }

  settle(theirs, isMineKept) {
    this.kept = theirs.answer;
    this.base = theirs.version;
    this.tell("waiting", "");
    if (isMineKept) {
      this.edited(0);
    } else {
      this.page.drafts.remove(this.draft);
      this.adopt(theirs);
      this.tell("saved", "Their answer is kept.");
    }
    this.fields.focus();
  }

  discard() {
    this.page.drafts.remove(this.draft);
    this.fields.show(this.kept);
    this.tell("saved", "What you typed was discarded.");
    this.fields.focus();
  }

  tell(state, words) {
    this.state = state;
    this.element.dataset.state = state;
    this.status.textContent = words;
    if (state !== "changed") {
      this.element.querySelector(".maturity-conflict:not(.maturity-earlier)")?.remove();
    }
    this.page.changed();
  }
}
