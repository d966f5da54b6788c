/* The answer to one indicator: saves itself as it is given, and never loses what was typed. */

import { send } from "./sending.js";

const TYPING_PAUSE = 600;
const LONGEST_WAIT = 30_000;
const SILENT = "";
const NOT_APPLICABLE = "not-applicable";

const UNSENT = {
  unreachable: "Not saved yet: no connection. We will keep trying, and keep your words here.",
  "signed-out":
    "Not saved yet: you have been signed out. Sign in again in another tab, then come back here.",
  forbidden:
    "Not saved yet: you may not change this now. Sign in again in another tab, then come back here.",
};

export class Answer {
  /**
   * @param {HTMLElement} element an indicator's block
   * @param {{person: string, drafts: object, changed: () => void}} page
   */
  constructor(element, page) {
    this.element = element;
    this.page = page;
    this.url = element.dataset.url;
    this.code = element.dataset.indicator;
    this.radios = [...element.querySelectorAll(`[name="${this.code}-answer"]`)];
    this.words = element.querySelector("textarea");
    this.versionInput = element.querySelector(`[name="${this.code}-version"]`);
    this.status = element.querySelector("[data-status]");
    this.kept = this.read();
    this.state = "saved"; // waiting, saving, unreachable, signed-out, changed, refused …
    this.failures = 0;
    for (const radio of this.radios) radio.addEventListener("change", () => this.edited(0));
    this.words.addEventListener("input", () => this.edited(TYPING_PAUSE));
    this.restore();
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

  read() {
    const chosen = this.radios.find((radio) => radio.checked);
    return { answer: chosen ? chosen.value : SILENT, explanation: this.words.value };
  }

  show({ answer, explanation }) {
    for (const radio of this.radios) radio.checked = radio.value === answer;
    this.words.value = explanation;
  }

  isAsKept() {
    const { answer, explanation } = this.read();
    return answer === this.kept.answer && explanation.trim() === this.kept.explanation.trim();
  }

  /** Puts back what this person wrote here and could not save. */
  restore() {
    const draft = this.page.drafts.get(this.url);
    if (!draft) return;
    this.show(draft);
    if (this.isAsKept()) {
      this.page.drafts.remove(this.url);
      return;
    }
    this.base = Math.min(draft.base, this.base);
    this.edited(0);
  }

  edited(pause) {
    this.page.drafts.set(this.url, { base: this.base, ...this.read() });
    if (this.state === "changed") return; // the choice comes first
    clearTimeout(this.timer);
    if (!this.sending) this.tell("waiting", "");
    this.timer = setTimeout(() => this.save(), pause);
  }

  /** Sends what is there now. While one is under way the next waits for it. */
  async save() {
    clearTimeout(this.timer);
    if (this.state === "changed") return;
    if (this.sending) {
      await this.sending;
      return;
    }
    this.tell("saving", "Saving…");
    const sent = this.read();
    this.sending = send(this.url, this.change(sent));
    const result = await this.sending;
    this.sending = null;
    this.take(result, sent);
  }

  change({ answer, explanation }) {
    const isLevel = answer !== SILENT && answer !== NOT_APPLICABLE;
    return {
      base_version: this.base,
      value: isLevel ? Number(answer) : null,
      not_applicable: answer === NOT_APPLICABLE,
      explanation,
      person: Number(this.page.person),
    };
  }

  take(result, sent) {
    if (result.kind === "saved") {
      this.failures = 0;
      this.kept = sent;
      this.base = result.version;
      if (!this.isAsKept()) {
        this.edited(0);
        return;
      }
      this.page.drafts.remove(this.url);
      this.tell("saved", `Saved at ${result.at}`);
    } else if (result.kind === "changed") {
      this.tell("changed", "Not saved yet: choose which answer to keep.");
      this.ask(result.theirs);
    } else if (result.kind in UNSENT) {
      this.failures += 1;
      this.tell(result.kind, UNSENT[result.kind]);
      const wait = Math.min(1000 * 2 ** this.failures, LONGEST_WAIT);
      if (result.kind === "unreachable") this.timer = setTimeout(() => this.save(), wait);
    } else {
      this.tell(result.kind, `Not saved. ${result.message}`);
      const now = this.read();
      if (now.answer !== sent.answer || now.explanation !== sent.explanation) this.edited(0);
    }
  }

  /** Tries again at once: the network is back, or the person has come back to the page. */
  retry() {
    if (this.state in UNSENT) this.save();
  }

  /** Shows the other answer beside this one and saves only what is chosen. */
  ask(theirs) {
    const template = document.querySelector("template[data-conflict]");
    const block = template.content.cloneNode(true).firstElementChild;
    const part = (name) => block.querySelector(`[data-${name}]`);
    part("by").textContent = theirs.by;
    part("at").textContent = theirs.at;
    part("words").textContent = theirs.words;
    part("explanation").textContent = theirs.explanation;
    for (const to of block.querySelectorAll("[data-to]")) {
      to.textContent = ` to: ${this.element.dataset.title}`;
    }
    for (const button of block.querySelectorAll("[data-keep]")) {
      button.addEventListener("click", () => {
        block.remove();
        this.settle(theirs, button.dataset.keep === "mine");
      });
    }
    this.element.querySelector(".maturity-conflict")?.remove();
    this.element.insertBefore(block, this.status);
  }

  settle(theirs, isMineKept) {
    const level = theirs.value === null ? SILENT : String(theirs.value);
    this.kept = {
      answer: theirs.not_applicable ? NOT_APPLICABLE : level,
      explanation: theirs.explanation,
    };
    this.base = theirs.version;
    this.tell("waiting", "");
    if (isMineKept) {
      this.edited(0);
    } else {
      this.show(this.kept);
      this.page.drafts.remove(this.url);
      this.tell("saved", "Their answer is kept.");
    }
    (this.radios.find((radio) => radio.checked) || this.radios[0]).focus();
  }

  tell(state, words) {
    this.state = state;
    this.element.dataset.state = state;
    this.status.textContent = words;
    this.page.changed();
  }
}
