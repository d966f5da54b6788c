// The guide beside the writing: which stage the talk is at, what was asked, what was covered.
//
// It keeps nothing: what was asked is read from the segments, what was covered is told to it.

import { inWords, timeByStage } from "./clock.js";

const OWN = 60; // characters shown of a question of the reviewer's own

// `onAsk({key, stage, text})`: a question of the guide; `onGo(id)`: to a segment; `onAdd()`: a
// question of the reviewer's own; `onCovered(key, isCovered)`.
export function createGuide({ root, stages, onStage, onCovered, onAsk, onAdd, onGo }) {
  const buttons = [...root.querySelectorAll("[data-stage-button]")];
  const panels = [...root.querySelectorAll("[data-stage-panel]")];
  const prompts = [...root.querySelectorAll("[data-prompt]")];
  const items = [...root.querySelectorAll("[data-item]")].map(readItem);
  const isWide = matchMedia("(min-width: 60rem)");
  let current = null; // key of the stage
  let shown = ""; // what showQuestions drew last
  let talkedAbout = null; // key of the question that the open segment belongs to

  function readItem(element) {
    const button = element.querySelector("[data-question]");
    const place = panels.indexOf(element.closest("[data-stage-panel]"));
    return {
      element,
      button,
      key: button.dataset.question,
      text: button.querySelector("[data-words]").textContent,
      stage: stages[place].key,
      isForOthers: "forOthers" in element.dataset,
      isAsked: false,
    };
  }

  const ofStage = (key) => items.filter((item) => item.stage === key && !item.isForOthers);
  const nextOf = (key) => ofStage(key).find((item) => !item.isAsked);
  const ask = ({ key, stage, text }) => onAsk({ key, stage, text });

  function fold() {
    panels.forEach((panel) => {
      panel.querySelector("[data-fold]").open = isWide.matches;
    });
  }

  function countCovered() {
    panels.forEach((panel, place) => {
      const mine = [...panel.querySelectorAll("[data-item]:not([data-for-others]) [data-prompt]")];
      const done = mine.filter((prompt) => prompt.checked).length;
      buttons[place].querySelector("[data-covered]").textContent =
        `${done} of ${mine.length} covered`;
    });
    items.forEach(({ element }) => {
      const all = [...element.querySelectorAll("[data-prompt]")];
      const done = all.filter((prompt) => prompt.checked).length;
      const heard = element.querySelector("[data-heard]");
      if (heard) {
        heard.textContent = done ? `(${done} of ${all.length})` : "";
      }
    });
  }

  function drawAsked(asked) {
    items.forEach((item) => {
      item.isAsked = asked.has(item.key);
      item.element.classList.toggle("interviews-guide__item--asked", item.isAsked);
      item.button.querySelector("[data-state]").textContent = item.isAsked
        ? " (asked: go to it)"
        : " (not asked yet)";
    });
    panels.forEach((panel, place) => {
      const { key } = stages[place];
      const mine = ofStage(key);
      const done = mine.filter((item) => item.isAsked).length;
      buttons[place].querySelector("[data-asked]").textContent = `${done} of ${mine.length} asked`;
      const next = panel.querySelector("[data-ask-next]");
      next.hidden = !nextOf(key);
      next.querySelector("[data-next-words]").textContent = nextOf(key)?.text ?? "";
    });
  }

  // The reviewer's own questions, each under the stage it was asked in.
  function drawOwn(own) {
    panels.forEach((panel, place) => {
      const mine = own.filter((segment) => segment.stage === stages[place].key);
      const list = panel.querySelector("[data-own]");
      const focused = mine.findIndex(({ id }) => id === document.activeElement?.dataset.goTo);
      list.hidden = !mine.length;
      list.replaceChildren(
        ...mine.map(({ id, text }) => {
          const button = document.createElement("button");
          button.type = "button";
          button.className = "interviews-guide__question";
          button.dataset.goTo = id;
          button.textContent = text.length > OWN ? `${text.slice(0, OWN).trimEnd()}…` : text;
          button.addEventListener("click", () => onGo(id));
          const item = document.createElement("li");
          item.append(button);
          return item;
        }),
      );
      list.querySelectorAll("button")[focused]?.focus();
    });
  }

  // The question talked about is marked, and what to listen for in it unfolded.
  function drawTalkedAbout(key) {
    if (key === talkedAbout) {
      return;
    }
    talkedAbout = key;
    items.forEach((item) => {
      const isIt = item.key === key;
      item.element.classList.toggle("interviews-guide__item--now", isIt);
      const more = item.element.querySelector("details");
      if (more && key && item.stage === current) {
        more.open = isIt;
      }
    });
    const now = items.find((item) => item.key === key);
    if (now) {
      bringIntoSight(now.element);
    }
  }

  // Beside the writing the guide scrolls by itself; the page stays where it is.
  function bringIntoSight(element) {
    const [box, own] = [root.getBoundingClientRect(), element.getBoundingClientRect()];
    if (own.top < box.top) {
      root.scrollTop -= box.top - own.top;
    } else if (own.bottom > box.bottom) {
      root.scrollTop += Math.min(own.bottom - box.bottom, own.top - box.top);
    }
  }

  function show(key) {
    current = key;
    stages.forEach((stage, place) => {
      buttons[place].setAttribute("aria-pressed", stage.key === key);
      panels[place].hidden = stage.key !== key;
    });
  }

  fold();
  isWide.addEventListener("change", fold);
  buttons.forEach((button, place) => {
    button.addEventListener("click", () => onStage(stages[place].key));
  });
  items.forEach((item) => item.button.addEventListener("click", () => ask(item)));
  prompts.forEach((prompt) => {
    prompt.addEventListener("change", () => {
      countCovered();
      onCovered(prompt.value, prompt.checked);
    });
  });
  root.querySelectorAll("[data-add-question]").forEach((button) => {
    button.addEventListener("click", onAdd);
  });

  function askNext() {
    const next = nextOf(current);
    root.querySelector("[data-guide-spoken]").textContent = next
      ? ""
      : "Every question of this stage has been asked";
    if (next) {
      ask(next);
    }
  }

  root.querySelectorAll("[data-ask-next]").forEach((button) => {
    button.addEventListener("click", askNext);
  });
  drawAsked(new Set());

  return {
    show,
    current: () => current,
    askNext, // the next question of the stage that was not asked yet
    setCovered(keys) {
      prompts.forEach((prompt) => {
        prompt.checked = keys.includes(prompt.value);
      });
      countCovered();
    },
    showTimes(segments, elapsed) {
      const spent = timeByStage(segments, elapsed);
      stages.forEach((stage, place) => {
        buttons[place].querySelector("[data-time]").textContent = inWords(spent[stage.key] ?? 0);
      });
    },

    // From the segments that stand; `openId` is the one that is written in.
    showQuestions(segments, openId) {
      const standing = segments.filter(({ deleted }) => !deleted);
      const asked = new Set(standing.map(({ question }) => question).filter(Boolean));
      const own = standing.filter(
        ({ kind, question, text }) => kind === "question" && !question && text.trim(),
      );
      const place = segments.findIndex(({ id }) => id === openId);
      const now = segments.slice(0, place + 1).findLast(({ kind }) => kind === "question");
      drawTalkedAbout(now?.question || null);
      const state = JSON.stringify([[...asked], own.map(({ id, stage, text }) => [id, stage, text])]);
      if (state !== shown) {
        shown = state;
        drawAsked(asked);
        drawOwn(own);
      }
    },
  };
}
