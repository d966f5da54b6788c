// Which prompts of the guide are covered: what the server says, with this device's own ticks on top
// until they are there too.

const AGAIN = 5_000; // ms

// `send(key, isCovered)` resolves with whether the server has it; null: it never will. `keep(ticks)`
// puts {key: isCovered} on the device. `show(keys)`.
export function createTicks({ send, keep, show }) {
  const waiting = new Map(); // key → isCovered, in the order they were ticked
  let known = [];
  let isSending = false;
  let timer = null;

  function draw() {
    const covered = new Set(known);
    waiting.forEach((isCovered, key) => (isCovered ? covered.add(key) : covered.delete(key)));
    show([...covered]);
  }

  async function pump() {
    clearTimeout(timer);
    if (isSending) {
      return;
    }
    isSending = true;
    for (let [next] = waiting; next; [next] = waiting) {
      const [key, isCovered] = next;
      const isThere = await send(key, isCovered);
      if (isThere === false) {
        timer = setTimeout(pump, AGAIN);
        break;
      }
      if (waiting.get(key) === isCovered) {
        waiting.delete(key);
        known = known.filter((each) => each !== key);
        if (isThere && isCovered) {
          known.push(key);
        }
        keep(Object.fromEntries(waiting));
      }
    }
    isSending = false;
  }

  return {
    set(key, isCovered) {
      waiting.delete(key);
      waiting.set(key, isCovered);
      keep(Object.fromEntries(waiting));
      pump();
    },
    // What an earlier page left on this device.
    restore(ticks) {
      Object.entries(ticks).forEach(([key, isCovered]) => waiting.set(key, isCovered));
      draw();
    },
    // What the server says now.
    learn(keys) {
      if (!isSending && JSON.stringify(keys) !== JSON.stringify(known)) {
        known = keys;
        draw();
      }
    },
    pump,
    count: () => waiting.size,
  };
}
