// The passages of the text, as the server knows them, and where they are drawn.

import { isBefore } from "./text.js";

const byPlace = (one, other) => {
  if (isBefore(one.span.start, other.span.start)) return -1;
  if (isBefore(other.span.start, one.span.start)) return 1;
  if (isBefore(other.span.end, one.span.end)) return -1; // the longer one is around the other
  return isBefore(one.span.end, other.span.end) ? 1 : one.id - other.id;
};

const at = (address, id) => address && address.replace("/0/", `/${id}/`);

const isDrawnAlike = (one, other) =>
  one !== undefined &&
  String([one.start, one.end]) === String([other.start, other.end]) &&
  one.codings[0].stage === other.codings[0].stage;

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
    sent.span = text.fromWire(sent);
    all.set(sent.id, sent);
    draw(sent);
  }

  function drop(ids) {
    ids.forEach((id) => {
      all.delete(id);
      marks.erase(id);
    });
  }

  const shown = () => [...all.values()].filter(({ span, codings }) => span && codings.some(isShown));

  return {
    get: (id) => all.get(Number(id)),
    all: () => [...all.values()],
    // Those that a page opens with, as far as drawing them takes: with the stage of one coding.
    place(sent) {
      const codings = [0, 1, 2, 3].map((stage) => [{ stage }]);
      for (const passage of sent) {
        passage.codings = codings[passage.stage];
        put(passage);
      }
    },
    // All there is to know of all of them. What is drawn already, where it stands, stays as it is.
    // Words are taken from the text; titles and addresses are put together from what many share.
    fill({ passages, codes, urls }) {
      const sent = new Set(passages.map(({ id }) => id));
      drop([...all.keys()].filter((id) => !sent.has(id)));
      for (const { may_move: mayMove, ...passage } of passages) {
        const { id } = passage;
        passage.codings = passage.codings.map((coding) => ({
          ...coding,
          ...codes[coding.key],
          change: coding.mine ? at(urls.change, coding.id) : null,
          remove: coding.mine ? at(urls.remove, coding.id) : null,
        }));
        if (isDrawnAlike(all.get(id), passage)) {
          passage.span = all.get(id).span;
          all.set(id, passage);
        } else {
          put(passage);
        }
        passage.words ??= passage.span ? text.words(passage.span) : "";
        passage.needs_a_look ??= false;
        passage.url = at(urls.passage, id);
        passage.move = mayMove ? at(urls.move, id) : null;
      }
    },
    apply({ passages = [], gone = [] }) {
      drop(gone);
      passages.forEach(put);
    },
    // By part: the passages that begin in it, in the order of the margin.
    byPart() {
      const found = new Map();
      for (const passage of all.values()) {
        const [part] = passage.start;
        found.set(part, [...(found.get(part) ?? []), passage]);
      }
      found.forEach((these) =>
        these.sort((one, other) => one.start[1] - other.start[1] || one.id - other.id),
      );
      return found;
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
