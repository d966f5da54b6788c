// The segments in their order, as this page knows them: the server's with this device's drafts on
// top. Plain data, no elements.
//
// A segment: {id, version, after, kind, stage, speaker, text, question, start_ms, deleted}; version
// 0: the server does not have it yet. A new segment without words is on the page only.

export const FIRST = "first";

const CONTENT = ["kind", "stage", "speaker", "text", "question", "start_ms", "deleted"];

export function contentOf(segment) {
  const content = Object.fromEntries(CONTENT.map((key) => [key, segment[key]]));
  content.question ??= "";
  // Half of a pair of surrogates, as a broken paste can leave, is not text that can be stored.
  content.text = content.text.toWellFormed?.() ?? content.text;
  return content;
}

export function newId() {
  if (crypto.randomUUID) {
    return crypto.randomUUID();
  }
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

export function createTranscript() {
  const known = new Map(); // id → the segment as the server had it last
  let segments = [];

  const indexOf = (id) => segments.findIndex((segment) => segment.id === id);

  // One put between others arrives before those have moved up: it goes before its equals.
  function byPosition(one, other) {
    const [first, second] = [known.get(one.id), known.get(other.id)];
    return (
      first.position - second.position ||
      (second.revision ?? 0) - (first.revision ?? 0) ||
      (one.id < other.id ? -1 : 1)
    );
  }

  // The server moves up those behind a new segment, and says so a moment later.
  function makeRoom(row) {
    const behind = [...known.values()].filter(
      (other) => other.position >= row.position && (other.revision ?? 0) < (row.revision ?? 0),
    );
    if (behind.some((other) => other.position === row.position)) {
      behind.forEach((other) => known.set(other.id, { ...other, position: other.position + 1 }));
    }
  }

  return {
    all: () => segments,
    get: (id) => segments[indexOf(id)],
    before: (id) => segments[indexOf(id) - 1],
    following: (id) => segments[indexOf(id) + 1],
    last: () => segments.at(-1),
    isLast: (id) => indexOf(id) === segments.length - 1,

    known: (id) => known.get(id),
    knownIds: () => [...known.keys()],

    // Remembers what the server says; returns whether that is news. Answers may cross.
    learn(row) {
      const before = known.get(row.id);
      if (before?.revision > row.revision || JSON.stringify(before) === JSON.stringify(row)) {
        return false;
      }
      if (!before) {
        makeRoom(row);
      }
      known.set(row.id, row);
      return true;
    },
    forget: (id) => known.delete(id),

    // Makes a segment what the server and this device's draft say; without either it goes. One
    // that is deleted stays in sight as long as `isKept`.
    show(id, content, { after = null, isKept = false } = {}) {
      const place = indexOf(id);
      if (!content || (content.deleted && !isKept)) {
        this.remove(id);
        return;
      }
      const segment = segments[place] ?? { id, after };
      Object.assign(segment, content, { version: known.get(id)?.version ?? 0 });
      if (place === -1) {
        this.insert(segment);
      }
    },

    // The server's in its order; the others behind the segment they follow, or at the end.
    arrange() {
      const others = segments.filter(({ id }) => !known.has(id));
      segments = segments.filter(({ id }) => known.has(id)).sort(byPosition);
      others.forEach((segment) => this.insert(segment));
    },

    // Behind `after`; at the end without it or when it is not there; first for FIRST.
    insert(segment, after = segment.after) {
      const place = after ? indexOf(after) : -1;
      const behind = place === -1 ? segments.length : place + 1;
      segments.splice(after === FIRST ? 0 : behind, 0, segment);
    },

    remove(id) {
      segments = segments.filter((segment) => segment.id !== id);
    },
  };
}
