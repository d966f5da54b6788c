// The coding page: puts its parts together.

import { createAdds } from "./adds.js";
import { createCard } from "./card.js";
import { createChanges } from "./changes.js";
import { createCodes } from "./codes.js";
import { marks, passages, root, text, transcript } from "./drawing.js";
import { createFeed } from "./feed.js";
import { createFilters } from "./filters.js";
import { createLooked } from "./looked.js";
import { createMargin } from "./margin.js";
import { marked } from "./marked.js";
import { createMoving } from "./moving.js";
import { createPanel } from "./panel.js";
import { createSelecting } from "./selecting.js";
import { post } from "./server.js";
import { createSteps } from "./steps.js";
import { createTip } from "./tip.js";
import { createToLookAt } from "./to_look_at.js";
import { createToast } from "./toast.js";

const settings = await marked;
const { urls } = settings;
passages.fill(settings);
const find = (selector) => root.querySelector(selector);
const steps = createSteps(text);
const margin = createMargin({ transcript, text, passages });
const codes = createCodes(settings);
const spoken = find("[data-spoken]");
const isOpen = () => panel.isOpen() || card.isOpen();

// --- What the server says after a change, one's own or somebody else's --------------------------

function show(news) {
  const { added, passages: sent = [], gone = [] } = news;
  const touched = added ? [added.id] : [...gone, ...sent.map(({ id }) => id)];
  const starts = () => touched.map((id) => passages.get(id)?.start[0]);
  const before = starts();
  if (added) {
    passages.add(added);
  } else {
    passages.apply(news);
  }
  margin.refresh(new Set([...before, ...starts()]));
  if (news.progress) {
    showProgress(news.progress);
  }
  if (card.isOpen()) {
    card.update(passages.get(card.passage().id));
  }
  toLookAt.refresh();
  filters.refresh();
}

function showProgress(words) {
  find("[data-progress]").textContent = words;
}

// Words were corrected: chosen ones that stood there are let go, their passages come anew.
function correct(texts) {
  const parts = Object.entries(texts);
  const isSame = parts.length === text.texts.length && parts.every(([part]) => text.rowOf.has(part));
  find("[data-grown]").hidden = isSame;
  for (const [part, corrected] of parts) {
    const row = text.rowOf.get(part);
    if (row === undefined || text.texts[row] === corrected) {
      continue;
    }
    const span = selecting.span();
    const isChosen = span && span.start.row <= row && span.end.row >= row;
    if (isChosen && !isOpen()) {
      selecting.choose(null);
      toast.say("These words were corrected by somebody else just now: choose them again");
    }
    marks.clearRow(row);
    passages.forget(row);
    text.setText(row, corrected);
  }
}

const changes = createChanges({
  undoUrl: urls.undo,
  onAnswer: show,
  onSteps({ canUndo, canRedo }) {
    find("[data-undo]").disabled = !canUndo;
    find("[data-redo]").disabled = !canRedo;
  },
});

const toast = createToast({ root, onUndo: () => step("undo") });

// Sends a change and says what was done; what went wrong is for the caller to show.
async function change(url, fields) {
  const answer = await changes.send(url, fields);
  if (!answer.error) {
    toast.done(answer.said);
  }
  return answer;
}

async function step(way) {
  const answer = await changes[way]();
  if (answer) {
    toast.say(answer.error ?? answer.said);
  }
}

// --- Choosing words, and passages at them -------------------------------------------------------

let cursor = null; // the place in the text that passages are opened at
let opened = null; // the passage opened last, and where its box was put

function openPanel(span) {
  if (settings.is_only_read) return; // the page says why
  selecting.choose(span);
  tip.hide();
  // What is sent is what was chosen, even when these words are corrected while the panel is open.
  panel.open({ span, wire: text.toWire(span), words: text.words(span), box: text.around(span) });
}

function openCard(passage, box, position = { at: 0, count: 1 }) {
  opened = passage.id;
  tip.hide();
  if (passage.span) {
    marks.draw("current", "current", passage.span);
  }
  card.open(passage, box, position);
}

// The innermost passage around the cursor; when it was the last one opened, the next one out.
function openHere() {
  const around = passages.at(cursor).reverse();
  const before = around.findIndex(({ id }) => id === opened);
  const at = (before + 1) % around.length;
  const passage = around[at];
  if (passage) {
    openCard(passage, text.around(passage.span), { at, count: around.length });
  }
  return Boolean(passage);
}

const panel = createPanel({
  root: find("[data-panel]"),
  codes,
  onMark(made) {
    codes.used(made.code.key);
    adds.add(made);
  },
  async onTheme(title) {
    const answer = await post(urls.theme, { title });
    if (answer.code) {
      codes.add(answer.code);
    }
    return answer;
  },
  onClose: () => selecting.focus(),
});

const card = createCard({
  root: find("[data-card]"),
  post: change,
  spoken,
  onAdd: ({ span }) => openPanel(span),
  onMove: (passage) => moving.start(passage),
  onNext: openHere,
  onClose() {
    marks.erase("current");
    selecting.focus();
  },
});

const selecting = createSelecting({
  transcript,
  text,
  steps,
  marks,
  root,
  isBusy: isOpen,
  onChosen() {
    if (!moving.isOn()) {
      openPanel(selecting.span());
    }
  },
  onEnter() {
    if (moving.isOn()) {
      moving.keep();
    } else if (selecting.span()) {
      openPanel(selecting.span());
    }
  },
  onEscape() {
    if (moving.isOn()) {
      moving.stop();
    } else {
      selecting.choose(null);
    }
  },
  onMoved(span) {
    cursor = span?.start ?? cursor;
    opened = null;
    moving.draw();
  },
  onClick(place) {
    cursor = place;
    if (!moving.isOn()) {
      openHere();
    }
  },
});

const moving = createMoving({ root, text, steps, selecting, post: change });

const adds = createAdds({
  root,
  url: urls.add,
  text,
  marks,
  margin,
  passages,
  changes,
  panel: { open: panel.open, isFree: () => !isOpen() && !moving.isOn() },
  refresh: () => feed.refresh(),
  onAdded: ({ said }) => toast.done(said),
});

const filters = createFilters({ root, transcript, text, passages, margin, selecting });
const tip = createTip({ root: find("[data-tip]"), transcript, passages, marks, isBusy: isOpen });
const toLookAt = createToLookAt({
  root,
  passages,
  onChoose: (passage) => moving.start(passage),
  onOpen: (passage, box) => openCard(passage, box),
});

const feed = createFeed({
  url: urls.feed,
  since: settings.since,
  changes,
  onNews(news) {
    if (news.is_whole) {
      const here = new Set(news.passages.map(({ id }) => id));
      news.gone = passages.all().map(({ id }) => id).filter((id) => !here.has(id));
      correct(news.texts);
    }
    show(news);
  },
});

if (urls.looked_at && !settings.is_only_read) {
  createLooked({ url: urls.looked_at, text, onProgress: showProgress });
}

// --- Marks in the margin, keys of the whole page, buttons ---------------------------------------

transcript.addEventListener("click", (event) => {
  const mark = event.target.closest("[data-margin] [data-passage]");
  const passage = mark && passages.get(mark.dataset.passage);
  if (passage && !(event.ctrlKey || event.metaKey || event.shiftKey)) {
    event.preventDefault();
    cursor = passage.span?.start ?? cursor;
    openCard(passage, mark.getBoundingClientRect());
  }
});

let pointed = null;
transcript.addEventListener("pointermove", (event) => {
  const { clientX, clientY, pointerType } = event;
  if (pointerType !== "mouse" || event.buttons) {
    return;
  }
  pointed ??= requestAnimationFrame(() => {
    pointed = null;
    const place = event.target.closest("[data-text]") && text.under(clientX, clientY);
    margin.light(place ? passages.at(place).map(({ id }) => id) : []);
  });
});

const help = find("[data-help]");

// In the text or nowhere in particular, nothing being typed.
const TEXT_KEYS = {
  m() {
    cursor ??= selecting.begin()?.start;
    if (!cursor || !openHere()) {
      filters.next();
    }
  },
  n: () => filters.next(),
  p: () => filters.previous(),
  "?": () => help.showModal(),
};

function stepOf(event) {
  const isRedo = event.key.toLowerCase() === "y" || event.shiftKey;
  const isStep = (event.ctrlKey || event.metaKey) && /^[zy]$/i.test(event.key);
  return isStep ? (isRedo ? "redo" : "undo") : null;
}

document.addEventListener("keydown", (event) => {
  const isTyping = event.target.closest("input, textarea, select, dialog");
  if (isTyping || event.defaultPrevented) {
    return;
  }
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const isPlain = !(event.ctrlKey || event.metaKey || event.altKey);
  if (stepOf(event)) {
    step(stepOf(event));
  } else if (isOpen()) {
    // The focus is elsewhere, as after a click beside a field: nothing behind what is open moves.
    if (event.key !== "Escape") {
      return;
    }
    (panel.isOpen() ? panel : card).leave();
  } else if (isPlain && event.target.matches("[data-transcript], body, main") && TEXT_KEYS[key]) {
    selecting.focus();
    TEXT_KEYS[key]();
  } else {
    return;
  }
  event.preventDefault();
});

find("[data-undo]").addEventListener("click", () => step("undo"));
find("[data-redo]").addEventListener("click", () => step("redo"));
root.querySelectorAll("[data-open-help]").forEach((button) => {
  button.addEventListener("click", () => help.showModal());
});
find("[data-close-help]").addEventListener("click", () => help.close());
[find("[data-open-filters]"), find("[data-open-help]")].forEach((button) => {
  button.disabled = false;
});
addEventListener("beforeunload", (event) => {
  if (panel.hasMemo() || card.hasMemo() || adds.isWaiting()) {
    event.preventDefault();
  }
});
toLookAt.refresh();
showProgress(settings.progress);
root.dataset.ready = "";
