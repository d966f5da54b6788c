// Draws stretches of the text over plain words: with the CSS Custom Highlight API, or, where a
// browser lacks it, with <mark> elements put in by one pass over each row.
//
// Names of what is drawn: tone-0 to tone-3 (passages), waiting (marks on their way to the server),
// current (the passage pointed at), pending (the words chosen); overlap comes by itself where
// passages lie over one another. Their looks: static/css/coding.css.

const PASSAGES = ["tone-0", "tone-1", "tone-2", "tone-3"];
const NAMES = [...PASSAGES, "waiting", "overlap", "current", "pending"];

const ascending = (one, other) => one - other;

export function createMarks(text) {
  const rows = new Map(); // row → [{key, name, from, to}]
  const spans = new Map(); // key → span
  const stale = new Set(); // rows to draw anew
  const { paint, show } = globalThis.Highlight && CSS.highlights ? highlights(text) : elements(text);

  function later(row) {
    if (!stale.size) {
      queueMicrotask(flush);
    }
    stale.add(row);
  }

  function flush() {
    stale.forEach((row) => {
      const pieces = rows.get(row) ?? [];
      paint(row, [...pieces, ...overlaps(pieces)]);
    });
    stale.clear();
    show();
  }

  function erase(key) {
    const span = spans.get(key);
    if (!span) {
      return;
    }
    spans.delete(key);
    for (let row = span.start.row; row <= span.end.row; row += 1) {
      const pieces = rows.get(row) ?? [];
      const left = pieces.filter((piece) => piece.key !== key);
      if (left.length < pieces.length) {
        rows.set(row, left);
        later(row);
      }
    }
  }

  return {
    erase,
    flush,
    draw(key, name, span) {
      erase(key);
      spans.set(key, span);
      for (const { row, from, to } of text.pieces(span)) {
        const pieces = rows.get(row);
        const piece = { key, name, from, to };
        if (pieces) {
          pieces.push(piece);
        } else {
          rows.set(row, [piece]);
        }
        later(row);
      }
    },
    // A row's words were replaced: nothing stands in it until it is drawn again.
    clearRow(row) {
      rows.delete(row);
      later(row);
    },
  };
}

// Where two passages of a row or more lie over one another.
function overlaps(pieces) {
  if (pieces.length < 2) {
    return [];
  }
  const passages = pieces.filter(({ name }) => PASSAGES.includes(name));
  const starts = passages.map(({ from }) => from).sort(ascending);
  const found = [];
  let begun = 0;
  let since = 0;
  const ends = passages.map(({ to }) => to).sort(ascending);
  ends.forEach((end, ended) => {
    for (; starts[begun] < end; begun += 1) {
      if (begun - ended === 1) {
        since = starts[begun];
      }
    }
    if (begun - ended === 2) {
      found.push({ name: "overlap", from: since, to: end });
    }
  });
  return found;
}

function highlights(text) {
  const byName = new Map(
    NAMES.map((name, priority) => {
      const highlight = new Highlight();
      highlight.priority = priority;
      return [name, highlight];
    }),
  );
  const drawn = new Map(); // row → [{name, range}]

  function paint(row, pieces) {
    drawn.get(row)?.forEach(({ name, range }) => byName.get(name).delete(range));
    drawn.set(row, pieces);
    const node = text.elements[row].firstChild;
    for (const piece of pieces) {
      piece.range = new StaticRange({
        startContainer: node,
        startOffset: piece.from,
        endContainer: node,
        endOffset: piece.to,
      });
      byName.get(piece.name).add(piece.range);
    }
  }

  // With what a page opens with already in them: each range that joins them later has the browser
  // look anew at what it must paint.
  function show() {
    if (!CSS.highlights.has(NAMES[0])) {
      byName.forEach((highlight, name) => CSS.highlights.set(name, highlight));
    }
  }

  return { paint, show };
}

function elements(text) {
  function paint(row, pieces) {
    const all = text.texts[row];
    const edges = [0, all.length, ...pieces.flatMap(({ from, to }) => [from, to])];
    const cuts = [...new Set(edges)].sort((one, other) => one - other);
    const parts = cuts.slice(1).map((to, place) => {
      const from = cuts[place];
      const names = new Set(
        pieces.filter((piece) => piece.from <= from && piece.to >= to).map(({ name }) => name),
      );
      const words = all.slice(from, to);
      if (!names.size) {
        return words;
      }
      const mark = document.createElement("mark");
      mark.className = [...names].map((name) => `coding-mark-${name}`).join(" ");
      mark.textContent = words;
      return mark;
    });
    text.elements[row].replaceChildren(...parts);
  }

  return { paint, show() {} };
}
