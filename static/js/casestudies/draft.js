/* What somebody writes, kept in this tab until it is saved, for that person only. */

/** @param {string} person @param {string} path the page the words were written on */
export function keyOf(person, path) {
  return `case-study:${person}:${path}`;
}

/** @returns {{at: string, isSent: boolean, version: string, fields: object} | null} */
export function readDraft(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key));
  } catch {
    return null;
  }
}

export function keepDraft(key, draft) {
  try {
    sessionStorage.setItem(key, JSON.stringify(draft));
  } catch {
    // No room or no storage: the page still holds the words, and warns before it goes.
  }
}

export function forgetDraft(key) {
  try {
    sessionStorage.removeItem(key);
  } catch {
    // Nothing was kept then.
  }
}
