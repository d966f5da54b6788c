// Moving through the transcript by sentences and words, for the keyboard.

const sentences = segmenter("sentence");
const words = segmenter("word");

// The pieces of a text as [from, to], without the spaces around them.
function segmenter(granularity) {
  const split = globalThis.Intl?.Segmenter
    ? (text) => [...new Intl.Segmenter("en-GB", { granularity }).segment(text)]
    : (text) =>
        [...text.matchAll(granularity === "word" ? /\w+|\s+|[^\w\s]+/g : /[^.!?]+[.!?]*\s*/g)].map(
          (match) => ({ segment: match[0], index: match.index, isWordLike: /\w/.test(match[0]) }),
        );
  return (text) =>
    split(text)
      .filter(({ segment, isWordLike }) => segment.trim() && isWordLike !== false)
      .map(({ segment, index }) => {
        const from = index + segment.length - segment.trimStart().length;
        return [from, index + segment.trimEnd().length];
      });
}

export function createSteps(text) {
  const cut = new Map(); // row → sentences; a transcript has thousands, few of them are visited

  function inRow(row) {
    if (!cut.has(row)) {
      cut.set(row, sentences(text.texts[row]));
    }
    return cut.get(row);
  }

  const asSpan = (row, [from, to]) => ({ start: { row, at: from }, end: { row, at: to } });

  function after({ row, at }) {
    for (let here = row; here < text.texts.length; here += 1) {
      const found = inRow(here).find(([from]) => here > row || from >= at);
      if (found) {
        return asSpan(here, found);
      }
    }
    return null;
  }

  function before({ row, at }) {
    for (let here = row; here >= 0; here -= 1) {
      const found = inRow(here).findLast(([, to]) => here < row || to <= at);
      if (found) {
        return asSpan(here, found);
      }
    }
    return null;
  }

  return {
    next: (span) => after(span.end),
    previous: (span) => before(span.start),
    first: (row) => after({ row, at: 0 }),
    nextRow: (span) => after({ row: span.end.row + 1, at: 0 }),
    previousRow: (span) => {
      const row = span.start.row - 1;
      const earlier = row < 0 ? null : before({ row, at: Infinity });
      return earlier && after({ row: earlier.start.row, at: 0 });
    },

    longer(span) {
      const more = after(span.end);
      return more ? { start: span.start, end: more.end } : span;
    },
    shorter(span) {
      const last = before({ ...span.end, at: span.end.at });
      const earlier = last && before(last.start);
      const isInside =
        earlier &&
        (earlier.end.row > span.start.row ||
          (earlier.end.row === span.start.row && earlier.end.at > span.start.at));
      return isInside ? { start: span.start, end: earlier.end } : span;
    },

    // Moves the beginning or the end by a word, within its own row; never past the other end.
    moveByWord(span, edge, way) {
      const { row, at } = span[edge];
      const side = edge === "start" ? 0 : 1;
      const places = words(text.texts[row]).map((piece) => piece[side]);
      // Punctuation that ends the row belongs to its last word.
      if (edge === "end") {
        places.push(text.texts[row].trimEnd().length);
      }
      const target =
        way > 0 ? places.find((place) => place > at) : places.findLast((place) => place < at);
      if (target === undefined) {
        return span;
      }
      return text.trimmed({ ...span, [edge]: { row, at: target } }) ?? span;
    },
  };
}
