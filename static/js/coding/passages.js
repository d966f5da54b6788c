// The passages of the text, as the server knows them, and where they are drawn.

import { isBefore } from "./text.js";

const byPlace = (one, other) => {
  if (isBefore(one.span.start, other.span.start)) return -1;
  if (isBefore(other.span.start, one.span.start)) return 1;
  if (isBefore(other.span.end, one.span.end)) return -1; // the longer one is around the other
  return isBefore(one.span.end, other.span.end) ? 1 : one.id - other.id;
};

export function createPassages({ text, marks }) {
  const all = new Map(); // id → the passage as sent, with `span`: null where its words are gone
  let isShown = () => true; // of a coding

  function draw(passage) {
    const coding = passage.codings.find(isShown);
    if (passage.span && coding) {
      marks.draw(passage.id, `tone-${coding.stage}`, passage.span);
    } else {
      marks.erase(passage.id);
    }
  }

  function put(sent) {
    const span = text.fromWire(sent);
    const passage = { ...sent, span, words: sent.words ?? (span ? text.words(span) : "") };
    all.set(passage.id, passage);
    draw(passage);
  }

  const shown = () => [...all.values()].filter(({ span, codings }) => span && codings.some(isShown));

  return {
    get: (id) => all.get(Number(id)),
    all: () => [...all.values()],
    apply({ passages = [], gone = [] }) {
      gone.forEach((id) => {
        all.delete(id);
        marks.erase(id);
      });
      passages.forEach(put);
    },
    // Whether a passage comes after another that begins in the same part, beside the text.
    isAfter(id, other) {
      const [one, two] = [all.get(Number(id)), all.get(Number(other))];
      return Boolean(one) && (one.start[1] - two.start[1] || one.id - two.id) > 0;
    },
    // A passage, sent with its latest coding alone.
    add(sent) {
      const before = all.get(sent.id)?.codings ?? [];
      put({ ...sent, codings: [...before, ...sent.codings] });
    },
    show(wanted) {
      isShown = wanted;
      all.forEach(draw);
    },
    // Words in this row were corrected: what stands there is drawn when the server says where.
    forget(row) {
      for (const passage of all.values()) {
        if (passage.span && passage.span.start.row <= row && passage.span.end.row >= row) {
          marks.erase(passage.id);
          passage.span = null;
        }
      }
    },
    inOrder: () => shown().sort(byPlace),
    // Around a place, the outermost first.
    at: (place) =>
      shown()
        .filter(({ span }) => !isBefore(place, span.start) && isBefore(place, span.end))
        .sort(byPlace),
  };
}
