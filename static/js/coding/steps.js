// Moving through the text by sentences, words and letters, for the keyboard.

import { isBefore } from "./text.js";

const sentences = segmenter("sentence");
const words = segmenter("word", (piece) => piece.isWordLike);
const anything = segmenter("word"); // signs and emoji too

// The pieces of a text as [from, to], without the spaces around them.
function segmenter(granularity, isWanted = () => true) {
  const split = globalThis.Intl?.Segmenter
    ? (text) => [...new Intl.Segmenter("en-GB", { granularity }).segment(text)]
    : (text) =>
        [...text.matchAll(granularity === "word" ? /\w+|\s+|[^\w\s]+/g : /[^.!?]+[.!?]*\s*/g)].map(
          (match) => ({ segment: match[0], index: match.index, isWordLike: /\w/.test(match[0]) }),
        );
  return (text) =>
    split(text)
      .filter((piece) => piece.segment.trim() && isWanted(piece))
      .map(({ segment, index }) => {
        const from = index + segment.length - segment.trimStart().length;
        return [from, index + segment.trimEnd().length];
      });
}

// What a reader takes for one letter: an emoji with its skin tone is one.
function letters(text) {
  return globalThis.Intl?.Segmenter
    ? [...new Intl.Segmenter("en-GB").segment(text)].map(({ index }) => index)
    : [...text].reduce((places, letter) => [...places, places.at(-1) + letter.length], [0]);
}

export function createSteps(text) {
  const cut = new Map(); // row → [its text, sentences]; few of a transcript's rows are visited

  function inRow(row) {
    if (cut.get(row)?.[0] !== text.texts[row]) {
      cut.set(row, [text.texts[row], sentences(text.texts[row])]);
    }
    return cut.get(row)[1];
  }

  const isShown = (row) => text.elements[row].closest("[hidden]") === null;
  const asSpan = (row, [from, to]) => ({ start: { row, at: from }, end: { row, at: to } });

  function after({ row, at }) {
    for (let here = row; here < text.texts.length; here += 1) {
      const found = isShown(here) && inRow(here).find(([from]) => here > row || from >= at);
      if (found) {
        return asSpan(here, found);
      }
    }
    return null;
  }

  function before({ row, at }) {
    for (let here = row; here >= 0; here -= 1) {
      const found = isShown(here) && inRow(here).findLast(([, to]) => here < row || to <= at);
      if (found) {
        return asSpan(here, found);
      }
    }
    return null;
  }

  // The place moved to is kept only when there are words left between the ends.
  const moved = (span, edge, place) =>
    (place && isBefore(...(edge === "start" ? [place, span.end] : [span.start, place])) &&
      text.trimmed({ ...span, [edge]: place })) ||
    span;

  function stepInRow(span, edge, way, places) {
    const { row, at } = span[edge];
    const target =
      way > 0 ? places.find((place) => place > at) : places.findLast((place) => place < at);
    return target === undefined ? undefined : { row, at: target };
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

    // Moves the beginning or the end to the next or previous edge of a sentence, in other rows too.
    bySentence(span, edge, way) {
      const side = edge === "start" ? 0 : 1;
      const { row, at } = span[edge];
      for (let here = row; here >= 0 && here < text.texts.length; here += way) {
        const places = isShown(here) ? inRow(here).map((piece) => piece[side]) : [];
        const isFurther = (place) => here !== row || (way > 0 ? place > at : place < at);
        const found = way > 0 ? places.find(isFurther) : places.findLast(isFurther);
        if (found !== undefined) {
          return moved(span, edge, { row: here, at: found });
        }
      }
      return span;
    },

    // Moves the beginning or the end by a word, within its own row; never past the other end.
    byWord(span, edge, way) {
      const { row } = span[edge];
      const places = words(text.texts[row]).map((piece) => piece[edge === "start" ? 0 : 1]);
      // Punctuation that ends the row belongs to its last word.
      if (edge === "end") {
        places.push(text.texts[row].trimEnd().length);
      }
      return moved(span, edge, stepInRow(span, edge, way, places));
    },

    byLetter(span, edge, way) {
      const all = text.texts[span[edge].row];
      const places = [...letters(all), all.length];
      return moved(span, edge, stepInRow(span, edge, way, places));
    },

    // The nearest edge of a word: where a dragged end comes to rest.
    snapped({ row, at }, edge) {
      const places = anything(text.texts[row]).map((piece) => piece[edge === "start" ? 0 : 1]);
      const nearest = (best, place) => (Math.abs(place - at) < Math.abs(best - at) ? place : best);
      return { row, at: places.length ? places.reduce(nearest) : at };
    },
  };
}
