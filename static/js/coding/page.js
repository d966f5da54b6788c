// The coding page: puts its parts together.

import { createMarks } from "./marks.js";
import { createPanel } from "./panel.js";
import { createSelecting } from "./selecting.js";
import { post } from "./server.js";
import { createText } from "./text.js";

const SECONDS_OF_TOAST = 12;

const settings = JSON.parse(document.getElementById("coding-settings").textContent);
const root = document.getElementById("coding");
const find = (selector) => root.querySelector(selector);
const transcript = find("[data-transcript]");
const text = createText(transcript);
const marks = createMarks(text);
const spans = new Map(); // passage id → where it is drawn

function draw(passage) {
  const span = text.fromWire(passage);
  if (span) {
    spans.set(passage.id, span);
    marks.draw(passage.id, `stage-${passage.stages[0]}`, span);
  }
}

// What the server says after a mark came or went.
function redraw({ segment, margin, progress, passage, drawn }) {
  marks.erase(passage);
  marks.erase("current");
  spans.delete(passage);
  drawn.forEach(draw);
  const row = text.elements[text.rowOf.get(segment)].closest("li");
  row.querySelector("[data-margin]").innerHTML = margin; // our own template, escaped by Django
  find("[data-progress]").textContent = progress;
}

let toastTimer = null;

function toast(words, undo = null) {
  const shown = find("[data-toast]");
  find("[data-toast-words]").textContent = words;
  const button = find("[data-toast-undo]");
  button.hidden = undo === null;
  button.onclick = undo;
  shown.hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => {
    shown.hidden = !shown.contains(document.activeElement);
  }, SECONDS_OF_TOAST * 1000);
}

const panel = createPanel({
  root: find("[data-panel]"),
  groups: settings.groups,
  recent: settings.recent,
  async onMark(code, direction) {
    const span = selecting.span();
    const answer = await post(settings.add, { ...text.toWire(span), code, direction });
    if (answer.error) {
      return answer.error;
    }
    redraw(answer);
    toast("Marked.");
    return null;
  },
  onClose: () => selecting.resume(),
});

const selecting = createSelecting({ transcript, text, marks, panel, root });

async function remove(form) {
  const title = form.querySelector("button").textContent.replace(/^×\s*Remove/, "").trim();
  const answer = await post(form.action, {});
  if (answer.error) {
    toast(`${answer.error}.`);
    return;
  }
  redraw(answer);
  transcript.focus({ preventScroll: true });
  toast(`Removed: ${title}.`, async () => {
    const back = await post(settings.restore, { undo: answer.undo });
    if (back.error) {
      toast(`${back.error}.`);
    } else {
      redraw(back);
      toast("The mark is back.");
    }
  });
}

transcript.addEventListener("submit", (event) => {
  if (event.target.matches("[data-remove]")) {
    event.preventDefault();
    remove(event.target);
  }
});

// Pointing at a mark in the margin shows its words.
function point(event) {
  const mark = event.target.closest("[data-passage]");
  const span = mark && spans.get(Number(mark.dataset.passage));
  if (span && (event.type === "pointerover" || event.type === "focusin")) {
    marks.draw("current", "current", span);
  } else {
    marks.erase("current");
  }
}
["pointerover", "pointerout", "focusin", "focusout"].forEach((type) => {
  transcript.addEventListener(type, point);
});

const help = find("[data-help]");
find("[data-hint]").hidden = false;
find("[data-open-help]").addEventListener("click", () => help.showModal());
find("[data-close-help]").addEventListener("click", () => help.close());

settings.passages.forEach(draw);
