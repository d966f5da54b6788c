// What is not saved yet of one page, kept on this device for the person who wrote it.

import { draftsOf, putDrafts, removeDraft } from "./kept.js";

const TO_DEVICE = 200; // ms from a key to the device
const AGAIN = 2_000; // ms until the device, full or broken, is tried again

// `page`: {person, assessment, …}: what every draft says of where it belongs. `changed()`: how
// safe they are has changed.
export function createDrafts(page, changed) {
  const unwritten = new Map();
  let writing = Promise.resolve();
  let timer = null;
  let isBroken = false;

  async function write() {
    clearTimeout(timer);
    timer = null;
    const waiting = [...unwritten.values()];
    if (waiting.length) {
      try {
        await putDrafts(waiting);
        waiting.forEach((draft) => {
          if (unwritten.get(draft.code) === draft) {
            unwritten.delete(draft.code);
          }
        });
        isBroken = false;
      } catch {
        isBroken = true;
        timer ??= setTimeout(flush, AGAIN);
      }
      changed();
    }
  }

  function flush() {
    writing = writing.then(write);
    return writing;
  }

  return {
    load: () => draftsOf(page.person, page.assessment).catch(() => []),
    // The draft as it is kept.
    set(draft) {
      const stamp = `${Date.now()} ${Math.random()}`;
      const kept = { ...page, ...draft, stamp, at: Date.now() };
      unwritten.set(kept.code, kept);
      timer ??= setTimeout(flush, TO_DEVICE);
      return kept;
    },
    async remove(draft) {
      unwritten.delete(draft.code);
      await writing;
      // It stays on the device then and is sent once more: the server knows it already.
      await removeDraft(draft).catch(() => {});
    },
    flush,
    isSafe: (code) => !unwritten.has(code),
    isBroken: () => isBroken,
  };
}
