// On the page of a self-rating: what waits on this device of its parts, and a way to send it.

import { draftsOf } from "./kept.js";
import { leftItem, NEVER } from "./left.js";
import { sendWaiting } from "./waiting.js";

const JUST_NOW = 60_000; // ms: what a page that was just left sent on its way out

const REASONS = {
  unreachable: "No connection: they stay here until there is one.",
  "signed-out": "You have been signed out: sign in again, then send them.",
  forbidden: "You may not change answers now: they stay here.",
  person: "Somebody else has signed in on this browser.",
};

const place = document.querySelector("[data-answers-on-device]");
const person = Number(place?.dataset.person);
const assessment = Number(place?.dataset.assessment);

// `waiting`: [{draft, kind}].
function list(waiting) {
  const n = waiting.length;
  place.querySelector("h2").textContent =
    n === 1 ? "1 answer waits on this device" : `${n} answers wait on this device`;
  const removed = () => {
    place.hidden = !place.querySelector("li");
  };
  place.querySelector("ul").replaceChildren(...waiting.map((each) => leftItem(each, removed)));
  place.querySelector("[data-send]").hidden = waiting.every(({ kind }) => kind in NEVER);
  place.hidden = n === 0;
}

function explain(left) {
  const why = left.map(({ kind }) => REASONS[kind]).find(Boolean);
  const others = left.some(({ kind }) => kind && !(kind in REASONS) && !(kind in NEVER));
  place.querySelector("[data-sent]").textContent =
    why ?? (others ? "These cannot simply be sent: open each to see why." : "");
}

async function sendAll() {
  const left = await sendWaiting(await draftsOf(person, assessment));
  if (left.length) {
    list(left);
    explain(left);
  } else {
    location.reload(); // with the answers counted
  }
}

async function start() {
  const drafts = await draftsOf(person, assessment);
  const recent = drafts.filter(({ at }) => Date.now() - at < JUST_NOW);
  const tried = new Map((await sendWaiting(recent)).map(({ draft, kind }) => [draft.code, kind]));
  const left = await draftsOf(person, assessment);
  list(left.map((draft) => ({ draft, kind: tried.get(draft.code) })));
  place.querySelector("[data-send]").addEventListener("click", sendAll);
}

if (place) {
  start().catch(() => {
    // A device that keeps nothing has nothing to say.
  });
}
