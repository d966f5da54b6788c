// On the page of a self-rating: what waits on this device of its parts, and a way to send it.

import { draftsOf } from "./kept.js";
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

function item({ title, page, code }) {
  const link = document.createElement("a");
  link.href = `${page}#${code}`;
  link.textContent = title;
  const made = document.createElement("li");
  made.append(link);
  return made;
}

function show(drafts) {
  const n = drafts.length;
  place.querySelector("h2").textContent =
    n === 1 ? "1 answer waits on this device" : `${n} answers wait on this device`;
  place.querySelector("ul").replaceChildren(...drafts.map(item));
  place.hidden = n === 0;
}

function explain(left) {
  const why = left.map(({ kind }) => REASONS[kind]).find(Boolean);
  const others = left.some(({ kind }) => kind && !(kind in REASONS));
  place.querySelector("[data-sent]").textContent =
    why ?? (others ? "These cannot simply be sent: open each to see why." : "");
}

async function sendAll() {
  const left = await sendWaiting(await draftsOf(person, assessment));
  if (left.length) {
    show(left.map(({ draft }) => draft));
    explain(left);
  } else {
    location.reload(); // with the answers counted
  }
}

async function start() {
  const drafts = await draftsOf(person, assessment);
  const recent = drafts.filter(({ at }) => Date.now() - at < JUST_NOW);
  await sendWaiting(recent);
  show(await draftsOf(person, assessment));
  place.querySelector("[data-send]").addEventListener("click", sendAll);
}

if (place) {
  start().catch(() => {
    // A device that keeps nothing has nothing to say.
  });
}
