/* What is not saved yet, kept in this tab for the person who wrote it. */

export class Drafts {
  /** @param {string} person whose drafts: nobody else who signs in here is shown them */
  constructor(person) {
    this.prefix = `self-rating:${person}:`;
  }

  /** @returns {{base: number, answer: string, explanation: string} | null} */
  get(url) {
    try {
      return JSON.parse(sessionStorage.getItem(this.prefix + url));
    } catch {
      return null;
    }
  }

  set(url, draft) {
    try {
      sessionStorage.setItem(this.prefix + url, JSON.stringify(draft));
    } catch {
      // No room or no storage: the page itself still holds the words and warns before it goes.
    }
  }

  remove(url) {
    try {
      sessionStorage.removeItem(this.prefix + url);
    } catch {
      // Nothing was stored then.
    }
  }
}
