// The text in its parts, and stretches of it: {start: {row, at}, end: {row, at}} with the part's
// place in the text and UTF-16 offsets in its words.

export const isBefore = (one, other) =>
  one.row < other.row || (one.row === other.row && one.at < other.at);

export function createText(root) {
  const elements = [...root.querySelectorAll("[data-text]")];
  const texts = elements.map((element) => element.textContent);
  const rowOf = new Map(elements.map((element, row) => [element.dataset.text, row]));

  // Where a point of the page is in the words of `row`: 0 before them, their length after them.
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

  // The node and offset of a place, whether or not the words are cut up by <mark>s.
  function point({ row, at }) {
    const walker = document.createTreeWalker(elements[row], NodeFilter.SHOW_TEXT);
    let left = at;
    let node = null;
    while (walker.nextNode()) {
      node = walker.currentNode;
      if (left <= node.length) {
        return [node, left];
      }
      left -= node.length;
    }
    return node ? [node, node.length] : [elements[row], 0];
  }

  // Without the spaces at its edges; null when nothing else is in it.
  function trimmed(span) {
    let { start, end } = span;
    const isGap = (row, at) => at < 0 || at >= texts[row].length || /\s/.test(texts[row][at]);
    while (isBefore(start, end) && isGap(start.row, start.at)) {
      start =
        start.at < texts[start.row].length
          ? { row: start.row, at: start.at + 1 }
          : { row: start.row + 1, at: 0 };
    }
    while (isBefore(start, end) && isGap(end.row, end.at - 1)) {
      end =
        end.at > 0
          ? { row: end.row, at: end.at - 1 }
          : { row: end.row - 1, at: texts[end.row - 1].length };
    }
    return isBefore(start, end) ? { start, end } : null;
  }

  function words({ start, end }) {
    if (start.row === end.row) {
      return texts[start.row].slice(start.at, end.at);
    }
    return [
      texts[start.row].slice(start.at),
      ...texts.slice(start.row + 1, end.row),
      texts[end.row].slice(0, end.at),
    ].join("\n");
  }

  return {
    texts,
    elements,
    rowOf,
    trimmed,
    words,
    point,

    // A part's words were corrected.
    setText(row, corrected) {
      texts[row] = corrected;
      elements[row].textContent = corrected;
    },

    // A selection of the browser that touches the text.
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

    // The place in the text under a point of the window; null beside it.
    under(x, y) {
      const found = caret(x, y);
      const element = found && (found.node.parentElement ?? null)?.closest("[data-text]");
      const row = element ? rowOf.get(element.dataset.text) : undefined;
      return row === undefined ? null : { row, at: offsetIn(row, found.node, found.offset) };
    },

    // The boxes of a stretch's first and last line, in the window.
    boxes({ start, end }) {
      const range = document.createRange();
      range.setStart(...point(start));
      range.setEnd(...point(end));
      const all = [...range.getClientRects()].filter((box) => box.width);
      return { first: all[0], last: all.at(-1) };
    },

    // What a box at these words must not cover; it begins where their last line does.
    around(span) {
      const { first, last } = this.boxes(span);
      return last && { left: last.left, top: first.top, bottom: last.bottom };
    },

    // As the server counts, and back. Back is null for words that do not stand there; what came
    // without its words came with the text.
    toWire({ start, end }) {
      return {
        start_part: elements[start.row].dataset.text,
        start_offset: toCodePoints(texts[start.row], start.at),
        end_part: elements[end.row].dataset.text,
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
      return passage.words === undefined || passage.words === words(span) ? span : null;
    },

    // The pieces of a stretch, one a row.
    pieces({ start, end }) {
      const found = [];
      for (let row = start.row; row <= end.row; row += 1) {
        const from = row === start.row ? start.at : 0;
        const to = row === end.row ? end.at : texts[row].length;
        if (from < to) {
          found.push({ row, from, to });
        }
      }
      return found;
    },
  };
}

function caret(x, y) {
  if (document.caretPositionFromPoint) {
    const found = document.caretPositionFromPoint(x, y);
    return found && { node: found.offsetNode, offset: found.offset };
  }
  const range = document.caretRangeFromPoint?.(x, y);
  return range && { node: range.startContainer, offset: range.startOffset };
}

// JavaScript counts UTF-16 units, the server Unicode code points: a character outside the basic
// plane (most emoji) is two here and one there. Most texts have none of them: there both are the
// same, and nothing is counted.

const hasPairs = (text) => /[\ud800-\udbff]/.test(text);

function toCodePoints(text, units) {
  if (!hasPairs(text)) {
    return units;
  }
  let count = 0;
  for (let place = 0; place < units; count += 1) {
    place += text.codePointAt(place) > 0xffff ? 2 : 1;
  }
  return count;
}

function toUnits(text, codePoints) {
  if (!hasPairs(text)) {
    return Math.min(codePoints, text.length);
  }
  let place = 0;
  for (let count = 0; count < codePoints && place < text.length; count += 1) {
    place += text.codePointAt(place) > 0xffff ? 2 : 1;
  }
  return place;
}
