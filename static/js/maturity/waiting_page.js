// The page of all answers that wait on this device, also to self-ratings that their writer does not
// reach any more.

import { allDraftsOf } from "./kept.js";
import { leftItem } from "./left.js";

const place = document.querySelector("[data-all-answers-on-device]");
const nothing = document.querySelector("[data-nothing]");
const { dataset } = document.querySelector("meta[name=app-device]");

async function start() {
  const person = Number(place.dataset.person);
  const drafts = await allDraftsOf(person);
  const response = await fetch(dataset.aboutRatings, { cache: "no-store", redirect: "error" });
  const { assessments } = await response.json();
  const items = drafts.map((draft) => {
    const kind = assessments.includes(draft.assessment) ? undefined : "ended";
    return leftItem({ draft, kind }, place);
  });
  place.querySelector("ul").replaceChildren(...items);
  place.hidden = items.length === 0;
  nothing.hidden = items.length > 0;
}

start().catch(() => {
  // A device that keeps nothing has nothing to say.
});
