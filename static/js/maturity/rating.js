// A part of the self-rating: every answer saves itself, and the page says how all of them stand.

import { Answer } from "./answer.js";
import { createCopies } from "./copies.js";
import { createDrafts } from "./drafts.js";
import { bringOver } from "./earlier.js";
import { codeOf } from "./kept.js";
import { listen } from "./polling.js";
import { statusLine } from "./status.js";
import { sendWaiting } from "./waiting.js";

const LONGEST_FLUSH = 8_000; // ms

async function start(form) {
  const { assessment, changes, domain, framework, name, next, overview, person } = form.dataset;
  const status = form.querySelector("[data-page-status]");
  const about = { person: Number(person), assessment: Number(assessment), domain };
  let answers = [];
  let elsewhere = []; // drafts of other parts

  function changed() {
    const words = statusLine(answers, page.drafts, elsewhere.length);
    if (status.textContent !== words) status.textContent = words;
  }

  const page = {
    person: about.person,
    drafts: createDrafts(
      { ...about, framework, page: location.pathname, name, overview },
      changed,
    ),
    copies: createCopies(about),
    changed,
  };
  const [found, copies] = await Promise.all([page.drafts.load(), page.copies.load()]);
  const isOfAnother = (draft) => Boolean(draft.framework) && draft.framework !== framework;
  const drafts = found.filter((draft) => !isOfAnother(draft));
  const asked = [...form.querySelectorAll("[data-answer-to]")];
  answers = asked
    .filter((element) => element.querySelector("[name$='-version']"))
    .map((element) => new Answer(element, page));
  const shown = new Map(answers.map((answer) => [answer.code, answer]));
  page.copies.forget(copies.filter(({ code, version }) => version <= shown.get(code)?.base));
  for (const answer of answers) {
    const mine = ({ code }) => code === answer.code;
    answer.restore(copies.find(mine), drafts.find(mine));
  }
  elsewhere = drafts.filter(({ code }) => !shown.has(code));
  for (const draft of found.filter(isOfAnother)) {
    const answer = shown.get(codeOf(draft));
    if (answer) {
      bringOver(answer, draft);
    } else {
      elsewhere.push(draft);
    }
  }
  form.dataset.isReady = "";
  changed();

  async function sendElsewhere() {
    if (elsewhere.length) {
      elsewhere = (await sendWaiting(elsewhere)).map(({ draft }) => draft);
      changed();
    }
  }

  function retryAll() {
    answers.forEach((each) => each.retry());
    sendElsewhere();
  }

  addEventListener("online", retryAll);
  addEventListener("focus", retryAll);
  document.addEventListener("visibilitychange", () => document.hidden || retryAll());
  sendElsewhere();

  listen(
    changes,
    () => Object.fromEntries(answers.map(({ code, base }) => [code, base])),
    (heard) => {
      if (heard.person !== about.person) return;
      form.querySelector("[data-moved]").hidden = heard.framework === framework;
      if (heard.framework !== framework) return; // their levels may mean something else
      const news = Object.entries(heard.answers).filter(([code, newer]) =>
        shown.get(code)?.hear(newer),
      );
      form.querySelector("[data-submitted]").hidden = heard.is_open;
      if (news.length) {
        form.querySelector("[data-news]").textContent =
          news.length === 1 ? "Somebody has answered here." : "Others have answered here.";
      }
    },
  );

  addEventListener("pagehide", () => {
    page.drafts.flush();
    answers.forEach((each) => each.part());
  });
  // Only what this device could not keep would be lost.
  addEventListener("beforeunload", (event) => {
    const isLost = (each) => !each.isSaved && !page.drafts.isSafe(each.code);
    if (answers.some(isLost)) {
      page.drafts.flush();
      event.preventDefault();
    }
  });

  form.addEventListener("submit", async (event) => {
    if (event.submitter?.name === "use") return; // the server fills it in, with all that is typed
    event.preventDefault();
    const pause = new Promise((resolve) => setTimeout(resolve, LONGEST_FLUSH));
    await Promise.race([saveAll(answers), pause]);
    await page.drafts.flush();
    const isKept = (each) => each.isUnsent && page.drafts.isSafe(each.code);
    const unsaved = answers.filter((each) => !each.isSaved);
    const stuck = unsaved.find((each) => !isKept(each));
    // Without a connection one goes on where the next page is kept too.
    if (stuck || (unsaved.length && !navigator.serviceWorker?.controller)) {
      const { element } = stuck ?? unsaved[0];
      element.querySelector("button, input, textarea").focus();
      element.scrollIntoView({ block: "center" });
      return;
    }
    location.assign(next);
  });
}

// Sends all that is not saved, and again what was typed meanwhile.
async function saveAll(answers) {
  await Promise.all(
    answers
      .filter((answer) => !answer.isSaved)
      .map(async (answer) => {
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
