// A copy of what the server has, on this device: after a reload without a connection the writer
// sees what they saw, in its order, and can go on and correct it. Kept while the interview is open.

const LATER = 1_000; // ms in which changes are put together

// `order()` gives the ids as the page shows them. With `isKept` false nothing is written.
export function createCopy({ store, order, isKept }) {
  const known = new Map(); // id → segment as the server answered last
  let timer = null;

  async function write() {
    clearTimeout(timer);
    timer = null;
    try {
      await store.putCopy(order().flatMap((id) => known.get(id) ?? []));
    } catch {
      // It is a comfort; words that only this page has are kept and reported on elsewhere.
    }
  }

  function note(segments) {
    segments.forEach((segment) => known.set(segment.id, segment));
    if (isKept) {
      timer ??= setTimeout(write, LATER);
    }
  }

  return {
    // Segments as the server has them now; those not among them stay as they were.
    note,

    // What an earlier page kept: in its order; none when nothing was kept.
    async restore() {
      try {
        const segments = (await store.copy()) ?? [];
        segments.forEach((segment) => known.set(segment.id, segment));
        return segments;
      } catch {
        return [];
      }
    },

    // Before the page goes.
    flush() {
      if (timer) {
        write();
      }
    },
  };
}
