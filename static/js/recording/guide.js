// The guide beside the writing: which stage the talk is at, and what has been covered.

import { inWords, timeByStage } from "./clock.js";

export function createGuide({ root, stages, onStage, onCovered }) {
  const buttons = [...root.querySelectorAll("[data-stage-button]")];
  const panels = [...root.querySelectorAll("[data-stage-panel]")];
  const prompts = [...root.querySelectorAll("[data-prompt]")];
  let current = null;

  if (!matchMedia("(min-width: 60rem)").matches) {
    // The writing should not begin below a long list.
    panels.forEach((panel) => panel.querySelector("details").removeAttribute("open"));
  }

  function counts() {
    panels.forEach((panel, place) => {
      const all = [...panel.querySelectorAll("[data-prompt]")];
      const done = all.filter((prompt) => prompt.checked).length;
      buttons[place].querySelector("[data-covered]").textContent = `${done} of ${all.length}`;
    });
  }

  function show(key) {
    current = key;
    stages.forEach((stage, place) => {
      buttons[place].setAttribute("aria-pressed", stage.key === key);
      panels[place].hidden = stage.key !== key;
    });
  }

  buttons.forEach((button, place) => {
    button.addEventListener("click", () => onStage(stages[place].key));
  });
  prompts.forEach((prompt) => {
    prompt.addEventListener("change", () => {
      counts();
      onCovered(prompts.filter((each) => each.checked).map((each) => each.value));
    });
  });

  return {
    show,
    current: () => current,
    setCovered(keys) {
      prompts.forEach((prompt) => {
        prompt.checked = keys.includes(prompt.value);
      });
      counts();
    },
    showTimes(segments, elapsed) {
      const spent = timeByStage(segments, elapsed);
      stages.forEach((stage, place) => {
        buttons[place].querySelector("[data-time]").textContent = inWords(spent[stage.key] ?? 0);
      });
    },
  };
}
