/* A page of the self-rating: every answer saves itself, and the page says how all of them stand. */

import { Answer } from "./answer.js";
import { Drafts } from "./drafts.js";

const LONGEST_FLUSH = 8000;

function summary(answers) {
  const count = (states) => answers.filter((each) => states.includes(each.state)).length;
  const open = count(["changed"]);
  if (open) return `${open === 1 ? "1 answer needs" : `${open} answers need`} your choice.`;
  const underWay = count(["waiting", "saving"]);
  const unsaved = answers.filter((each) => !each.isSaved).length - underWay;
  if (unsaved) return `${unsaved === 1 ? "1 answer is" : `${unsaved} answers are`} not saved yet.`;
  if (underWay) return "Saving…";
  return answers.some((each) => each.status.textContent) ? "All answers are saved." : "";
}

function start(form) {
  const status = form.querySelector("[data-page-status]");
  let answers = [];
  const page = {
    person: form.dataset.person,
    drafts: new Drafts(form.dataset.person),
    changed() {
      const words = summary(answers);
      if (status.textContent !== words) status.textContent = words;
    },
  };
  answers = [...form.querySelectorAll("[data-indicator]")].map((each) => new Answer(each, page));
  page.changed();

  const retryAll = () => answers.forEach((each) => each.retry());
  addEventListener("online", retryAll);
  addEventListener("focus", retryAll);
  document.addEventListener("visibilitychange", () => document.hidden || retryAll());

  let isLeaving = false;
  addEventListener("beforeunload", (event) => {
    if (!isLeaving && answers.some((each) => !each.isSaved)) event.preventDefault();
  });

  // The form is sent as without a script, once everything typed has arrived; what has not arrived
  // stays on the page, with the reason beside it.
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const pause = new Promise((resolve) => setTimeout(resolve, LONGEST_FLUSH));
    await Promise.race([saveAll(answers), pause]);
    const unsaved = answers.find((each) => !each.isSaved);
    if (unsaved) {
      unsaved.element.querySelector("button, input, textarea").focus();
      unsaved.element.scrollIntoView({ block: "center" });
      return;
    }
    isLeaving = true;
    form.submit();
  });
}

/** Sends all that is not saved, and again what was typed meanwhile. */
async function saveAll(answers) {
  const unsaved = answers.filter((answer) => !answer.isSaved);
  await Promise.all(
    unsaved.map(async (answer) => {
      do await answer.save();
      while (answer.isUnderWay);
    }),
  );
}

const form = document.querySelector("form[data-save-as-one-goes]");
if (form) {
  document.querySelector(".maturity-by-hand").hidden = true;
  document.querySelector(".maturity-by-script").hidden = false;
  start(form);
}
