// The passages of the text, as the server knows them, and where they are drawn.

import { isBefore } from "./text.js";

const byPlace = (one, other) => {
  if (isBefore(one.span.start, other.span.start)) return -1;
  if (isBefore(other.span.start, one.span.start)) return 1;
  if (isBefore(other.span.end, one.span.end)) return -1; // the longer one is around the other
  return isBefore(one.span.end, other.span.end) ? 1 : one.id - other.id;
};

const at = (address, id) => address && address.replace("/0/", `/${id}/`);

// The passages that a page opens with, as the server sends them later one by one: with the addresses
// of each and the titles of its codes. Their words stand in the text. Fills them in where they are:
// copies of a thousand take longer than drawing them.
export function unfolded({ passages, codes, urls }) {
  for (const passage of passages) {
    passage.needs_a_look ??= false;
    passage.url = at(urls.passage, passage.id);
    passage.move = passage.may_move ? at(urls.move, passage.id) : null;
    for (const coding of passage.codings) {
      const { title, stage } = codes[coding.key];
      coding.title = title;
      coding.stage = stage;
      coding.change = coding.mine ? at(urls.change, coding.id) : null;
      coding.remove = coding.mine ? at(urls.remove, coding.id) : null;
    }
  }
  return passages;
}

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
    sent.words ??= sent.span ? text.words(sent.span) : "";
    all.set(sent.id, sent);
    draw(sent);
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
