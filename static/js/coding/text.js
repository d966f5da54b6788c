// The transcript's texts, and stretches of them: {start: {row, at}, end: {row, at}} with the row's
// place in the transcript and UTF-16 offsets in its text.

import { toCodePoints, toUnits } from "./offsets.js";

export function createText(root) {
  const elements = [...root.querySelectorAll("[data-text]")];
  const texts = elements.map((element) => element.textContent);
  const rowOf = new Map(elements.map((element, row) => [element.dataset.text, row]));

  // Where a point of the page is in the text of `row`: 0 before it, its length after it.
  function offsetIn(row, node, offset) {
    const range = document.createRange();
    range.selectNodeContents(elements[row]);
    const place = range.comparePoint(node, offset);
    if (place !== 0) {
      return place < 0 ? 0 : texts[row].length;
    }
    range.setEnd(node, offset);
    return range.toString().length;
  }

  // Without the spaces at its edges; null when nothing else is in it.
  function trimmed(span) {
    let { start, end } = span;
    const isBefore = () => start.row < end.row || (start.row === end.row && start.at < end.at);
    const isGap = (row, at) => at < 0 || at >= texts[row].length || /\s/.test(texts[row][at]);
    while (isBefore() && isGap(start.row, start.at)) {
      start =
        start.at < texts[start.row].length
          ? { row: start.row, at: start.at + 1 }
          : { row: start.row + 1, at: 0 };
    }
    while (isBefore() && isGap(end.row, end.at - 1)) {
      end =
        end.at > 0
          ? { row: end.row, at: end.at - 1 }
          : { row: end.row - 1, at: texts[end.row - 1].length };
    }
    return isBefore() ? { start, end } : null;
  }

  function words({ start, end }) {
    return texts
      .slice(start.row, end.row + 1)
      .map((text, place) =>
        text.slice(
          place === 0 ? start.at : 0,
          place === end.row - start.row ? end.at : text.length,
        ),
      )
      .join("\n");
  }

  return {
    texts,
    elements,
    rowOf,
    trimmed,
    words,

    // A selection of the browser that touches the transcript.
    fromRange(range) {
      const touched = elements
        .map((element, row) => row)
        .filter((row) => range.intersectsNode(elements[row]));
      if (!touched.length) {
        return null;
      }
      const [first, last] = [touched[0], touched.at(-1)];
      return trimmed({
        start: { row: first, at: offsetIn(first, range.startContainer, range.startOffset) },
        end: { row: last, at: offsetIn(last, range.endContainer, range.endOffset) },
      });
    },

    // As the server counts, and back. Back is null for words that do not stand there.
    toWire({ start, end }) {
      return {
        start_segment: elements[start.row].dataset.text,
        start_offset: toCodePoints(texts[start.row], start.at),
        end_segment: elements[end.row].dataset.text,
        end_offset: toCodePoints(texts[end.row], end.at),
        words: words({ start, end }),
      };
    },
    fromWire(passage) {
      const [startRow, endRow] = [rowOf.get(passage.start[0]), rowOf.get(passage.end[0])];
      if (startRow === undefined || endRow === undefined) {
        return null;
      }
      const span = {
        start: { row: startRow, at: toUnits(texts[startRow], passage.start[1]) },
        end: { row: endRow, at: toUnits(texts[endRow], passage.end[1]) },
      };
      return words(span) === passage.words ? span : null;
    },

    // The pieces of a stretch, one a row.
    pieces({ start, end }) {
      const found = [];
      for (let row = start.row; row <= end.row; row += 1) {
        found.push({
          row,
          from: row === start.row ? start.at : 0,
          to: row === end.row ? end.at : texts[row].length,
        });
      }
      return found.filter((piece) => piece.from < piece.to);
    },
  };
}
