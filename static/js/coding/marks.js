// Draws stretches of the transcript over plain text: with the CSS Custom Highlight API, or, where a
// browser lacks it, with <mark> elements put in by one pass over each row.
//
// Names of what is drawn: stage-1 to stage-3 (passages), current (the passage pointed at), pending
// (the words about to be marked). Their looks: static/css/coding.css.

const NAMES = ["stage-1", "stage-2", "stage-3", "current", "pending"];

export function createMarks(text) {
  return globalThis.Highlight && CSS.highlights ? withHighlights(text) : withElements(text);
}

function withHighlights(text) {
  const highlights = new Map(
    NAMES.map((name, priority) => {
      const highlight = new Highlight();
      highlight.priority = priority;
      CSS.highlights.set(name, highlight);
      return [name, highlight];
    }),
  );
  const drawn = new Map(); // key → [highlight, range]s

  function erase(key) {
    for (const [highlight, range] of drawn.get(key) ?? []) {
      highlight.delete(range);
    }
    drawn.delete(key);
  }

  return {
    draw(key, name, span) {
      erase(key);
      const highlight = highlights.get(name);
      const ranges = text.pieces(span).map(({ row, from, to }) => {
        const node = text.elements[row].firstChild;
        const range = new StaticRange({
          startContainer: node,
          startOffset: from,
          endContainer: node,
          endOffset: to,
        });
        highlight.add(range);
        return [highlight, range];
      });
      drawn.set(key, ranges);
    },
    erase,
  };
}

function withElements(text) {
  const drawn = new Map(); // key → {name, span}
  const waiting = new Set(); // rows to draw anew before the next frame

  function later(span) {
    if (!waiting.size) {
      requestAnimationFrame(drawRows);
    }
    text.pieces(span).forEach(({ row }) => waiting.add(row));
  }

  function drawRows() {
    waiting.forEach(drawRow);
    waiting.clear();
  }

  function drawRow(row) {
    const pieces = [...drawn.values()].flatMap(({ name, span }) =>
      text
        .pieces(span)
        .filter((piece) => piece.row === row)
        .map((piece) => ({ name, ...piece })),
    );
    const all = text.texts[row];
    const edges = [0, all.length, ...pieces.flatMap(({ from, to }) => [from, to])];
    const cuts = [...new Set(edges)].sort((one, other) => one - other);
    const parts = cuts.slice(1).map((to, place) => {
      const from = cuts[place];
      const names = pieces.filter((piece) => piece.from <= from && piece.to >= to);
      const words = all.slice(from, to);
      if (!names.length) {
        return words;
      }
      const mark = document.createElement("mark");
      mark.className = names.map(({ name }) => `interviews-highlight--${name}`).join(" ");
      mark.textContent = words;
      return mark;
    });
    text.elements[row].replaceChildren(...parts);
  }

  function erase(key) {
    const was = drawn.get(key);
    if (was) {
      drawn.delete(key);
      later(was.span);
    }
  }

  return {
    draw(key, name, span) {
      erase(key);
      drawn.set(key, { name, span });
      later(span);
    },
    erase,
  };
}
