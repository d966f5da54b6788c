// The page of all answers that wait on this device, also to self-ratings that their writer does not
// reach any more.

import { ask } from "../about.js";
import { allDraftsOf } from "./kept.js";
import { leftItem } from "./left.js";

const place = document.querySelector("[data-all-answers-on-device]");
const nothing = document.querySelector("[data-nothing]");
const { dataset } = document.querySelector("meta[name=app-device]");
const person = Number(place.dataset.person);

function showWhichIsTrue() {
  place.hidden = !place.querySelector("li");
  nothing.hidden = !place.hidden;
}

function list(drafts, kindOf) {
  const items = drafts.map((draft) => leftItem({ draft, kind: kindOf(draft) }, showWhichIsTrue));
  place.querySelector("ul").replaceChildren(...items);
  showWhichIsTrue();
}

// The words are there in any case; which of them can never be sent is for the server to say.
async function start() {
  const drafts = await allDraftsOf(person);
  list(drafts, () => "unknown");
  if (drafts.length) {
    const about = await ask(dataset.aboutRatings, person);
    const isOver = ({ assessment }) => about && !about.assessments.includes(assessment);
    list(await allDraftsOf(person), (draft) => (isOver(draft) ? "ended" : undefined));
  }
}

function show() {
  start().catch(() => {
    nothing.textContent = "This device does not say what waits on it. Load the page again.";
    nothing.hidden = false;
  });
}

addEventListener("online", show);
show();
