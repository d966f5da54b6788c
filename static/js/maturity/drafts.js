// What is not saved yet of one page, kept on this device for the person who wrote it.

import { draftsToGoOn, putDrafts, removeDraft } from "./kept.js";

const TO_DEVICE = 200; // ms from a key to the device
const AGAIN = 2_000; // ms until the device, full or broken, is tried again

// `page`: {person, assessment, …}: what every draft says of where it belongs. `changed()`: how
// safe they are has changed.
export function createDrafts(page, changed) {
  const unwritten = new Map();
  const order = new Map(); // stamp → when this page wrote or found it
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
    async load() {
      const found = await draftsToGoOn(page.person, page.assessment).catch(() => []);
      found.forEach(({ stamp }) => order.set(stamp, 0));
      return found;
    },
    // The draft as it is kept.
    set(draft) {
      const stamp = `${Date.now()} ${Math.random()}`;
      const kept = { ...page, ...draft, stamp, at: Date.now() };
      order.set(stamp, order.size + 1);
      unwritten.set(kept.code, kept);
      timer ??= setTimeout(flush, TO_DEVICE);
      return kept;
    },
    // `saved`: what the server answered, if it has it.
    async remove(draft, saved) {
      if (unwritten.get(draft.code)?.stamp === draft.stamp) {
        unwritten.delete(draft.code);
      }
      await writing;
      // Otherwise it stays on the device and is sent once more: the server knows it already.
      const isOlder = (stamp) => order.get(stamp) < order.get(draft.stamp);
      await removeDraft(draft, saved, isOlder).catch(() => {});
    },
    flush,
    isSafe: (code) => !unwritten.has(code),
    isBroken: () => isBroken,
  };
}
