// The panel at the selection: which influence, and whether the words show it helping, missing or
// both. Letters filter; signs choose the direction; digits are the recent influences.

const DIRECTION_KEYS = {
  "+": "helps",
  "-": "hinders",
  "−": "hinders",
  "=": "mixed",
  "±": "mixed",
};
const MARGIN = 16; // px to the edge of the window

const plain = (words) =>
  words
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[^a-z ]/g, " ");

export function createPanel({ root, groups, recent, onMark, onClose }) {
  const filter = root.querySelector("[data-panel-filter]");
  const list = root.querySelector("[data-panel-list]");
  const error = root.querySelector("[data-panel-error]");
  const shownWords = root.querySelector("[data-panel-words]");
  const directions = [...root.querySelectorAll("[data-direction]")];
  const codes = new Map(
    groups.flatMap(({ stage, codes: inStage }) =>
      inStage.map((code) => [code.code, { ...code, stage }]),
    ),
  );
  let direction = "helps";
  let options = []; // <div role=option>, in the order shown
  let active = 0;
  let isBusy = false;

  function choose(value) {
    direction = value;
    directions.forEach((button) => {
      button.setAttribute("aria-pressed", button.dataset.direction === value);
    });
  }

  function option({ code, title, stage }, digit = "") {
    const made = document.createElement("div");
    made.className = `interviews-panel__option interviews-panel__option--${stage}`;
    made.setAttribute("role", "option");
    made.id = `panel-option-${options.length}`;
    made.dataset.code = code;
    made.append(title);
    if (digit) {
      const key = document.createElement("kbd");
      key.textContent = digit;
      made.append(key);
    }
    made.addEventListener("pointerdown", (event) => event.preventDefault());
    made.addEventListener("click", () => mark(code));
    options.push(made);
    return made;
  }

  function group(title, entries) {
    const made = document.createElement("div");
    made.setAttribute("role", "group");
    made.setAttribute("aria-label", title);
    const heading = document.createElement("p");
    heading.className = "interviews-panel__group";
    heading.setAttribute("aria-hidden", "true");
    heading.textContent = title;
    made.append(heading, ...entries);
    return made;
  }

  function matching(among) {
    const wanted = plain(filter.value).split(" ").filter(Boolean);
    const fits = (words) => wanted.every((word) => plain(words).includes(word));
    const byTitle = among.filter(({ title }) => fits(title));
    return byTitle.length
      ? byTitle
      : among.filter(({ title, description }) => fits(`${title} ${description}`));
  }

  function draw() {
    options = [];
    const shown = [];
    if (!filter.value.trim() && recent.length) {
      const lately = recent.map((code) => codes.get(code)).filter(Boolean);
      shown.push(group("Recent", lately.map((code, place) => option(code, String(place + 1)))));
    }
    const found = matching([...codes.values()]);
    for (const { stage, title } of groups) {
      const inStage = found.filter((code) => code.stage === stage);
      if (inStage.length) {
        shown.push(group(title, inStage.map((code) => option(code))));
      }
    }
    list.replaceChildren(...shown);
    list.scrollTop = 0;
    activate(0);
    error.textContent = options.length ? "" : "No influence has these words";
  }

  function activate(place) {
    active = Math.max(0, Math.min(options.length - 1, place));
    options.forEach((each, here) => each.setAttribute("aria-selected", here === active));
    const current = options[active];
    if (current) {
      filter.setAttribute("aria-activedescendant", current.id);
    } else {
      filter.removeAttribute("aria-activedescendant");
    }
  }

  function step(way) {
    activate(active + way);
    options[active]?.scrollIntoView({ block: "nearest" });
  }

  async function mark(code) {
    if (isBusy || !code) {
      return;
    }
    isBusy = true;
    const problem = await onMark(code, direction);
    isBusy = false;
    error.textContent = problem ?? "";
    if (!problem) {
      recent = [code, ...recent.filter((each) => each !== code)].slice(0, 9);
      close();
    }
  }

  function close() {
    root.hidden = true;
    onClose();
  }

  // Below the words, or above them where there is no room; inside the window.
  // On a phone the style sheet pins it to the bottom; the words must not be behind it.
  function place(rectangle) {
    if (!root.offsetParent) {
      const hidden = rectangle.bottom + MARGIN - (innerHeight - root.offsetHeight);
      scrollBy(0, Math.max(0, hidden));
      return;
    }
    const { offsetWidth: width, offsetHeight: height } = root;
    const right = document.documentElement.clientWidth - width - MARGIN;
    const left = Math.max(MARGIN, Math.min(rectangle.left, right));
    const isRoomBelow = rectangle.bottom + height + MARGIN < innerHeight;
    const isRoomAbove = rectangle.top > height + MARGIN;
    const top = isRoomBelow || !isRoomAbove ? rectangle.bottom + 8 : rectangle.top - height - 8;
    const origin = root.offsetParent.getBoundingClientRect();
    root.style.left = `${left - origin.left}px`;
    root.style.top = `${top - origin.top}px`;
  }

  directions.forEach((button) => {
    button.addEventListener("click", () => {
      choose(button.dataset.direction);
      filter.focus();
    });
  });
  filter.addEventListener("input", draw);
  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const isFilter = event.target === filter;
    if (event.key === "Escape") {
      close();
    } else if (DIRECTION_KEYS[event.key]) {
      choose(DIRECTION_KEYS[event.key]);
    } else if (/^[1-9]$/.test(event.key)) {
      mark(recent[Number(event.key) - 1]);
    } else if (isFilter && event.key === "Enter") {
      mark(options[active]?.dataset.code);
    } else if (isFilter && event.key === "ArrowDown") {
      step(1);
    } else if (isFilter && event.key === "ArrowUp") {
      step(-1);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  });
  document.addEventListener("pointerdown", (event) => {
    if (!root.hidden && !root.contains(event.target)) {
      close();
    }
  });

  return {
    isOpen: () => !root.hidden,
    open(words, rectangle) {
      shownWords.textContent = words.length > 140 ? `${words.slice(0, 139)}…` : words;
      filter.value = "";
      root.hidden = false;
      draw();
      place(rectangle);
      filter.focus({ preventScroll: true });
      if (root.offsetParent) {
        root.scrollIntoView({ block: "nearest" });
      }
    },
    close,
  };
}
