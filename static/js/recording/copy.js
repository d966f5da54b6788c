// A copy of what the server has, on this device: after a reload without a connection the writer
// sees what they saw, in its order, and can go on and correct it. Kept while the interview is open.

const LATER = 1_000; // ms in which changes are put together

// With `isKept` false nothing is written.
export function createCopy({ store, isKept }) {
  const known = new Map(); // id → segment as the server answered last
  let timer = null;

  async function write() {
    clearTimeout(timer);
    timer = null;
    try {
      await store.writeCopies();
    } catch {
      // It is a comfort; words that only this page has are kept and reported on elsewhere.
    }
  }

  function set(segment) {
    if (JSON.stringify(known.get(segment.id)) !== JSON.stringify(segment)) {
      known.set(segment.id, segment);
      store.noteCopy(segment.id, segment);
    }
  }

  // The server moves up those behind a new segment: so they are until it says where they are.
  function makeRoom({ id, position }) {
    const others = [...known.values()].filter((other) => other.position >= position);
    if (!known.has(id) && others.some((other) => other.position === position)) {
      others.forEach((other) => set({ ...other, position: other.position + 1 }));
    }
  }

  function keep(work) {
    if (isKept) {
      work();
      timer ??= setTimeout(write, LATER);
    }
  }

  return {
    // Segments that the server has changed; the others stay as they were.
    note(segments) {
      keep(() => segments.forEach(set));
    },

    // The server's answer to one save. It goes to the device with the end of its draft.
    saved(segment) {
      keep(() => {
        makeRoom(segment);
        set(segment);
      });
    },

    // All that the server has.
    replace(segments) {
      keep(() => {
        const ids = new Set(segments.map(({ id }) => id));
        [...known.keys()]
          .filter((id) => !ids.has(id))
          .forEach((id) => {
            known.delete(id);
            store.noteCopy(id, null);
          });
        segments.forEach(set);
      });
    },

    // What an earlier page kept, in its order; none when nothing was kept.
    async restore() {
      try {
        for (const { user, interview, ...segment } of await store.copies()) {
          known.set(segment.id, segment);
        }
      } catch {
        // As in `write`.
      }
      return [...known.values()]
        .filter(({ deleted }) => !deleted)
        .sort((one, other) => one.position - other.position);
    },

    // Before the page goes.
    flush() {
      if (timer) {
        write();
      }
    },
  };
}
