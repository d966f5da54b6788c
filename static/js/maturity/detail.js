// On the page of a self-rating: what waits on this device of its parts, and a way to send it.

import { draftsOf, removeDraft } from "./kept.js";
import { sendWaiting } from "./waiting.js";

const JUST_NOW = 60_000; // ms: what a page that was just left sent on its way out

const REASONS = {
  unreachable: "No connection: they stay here until there is one.",
  "signed-out": "You have been signed out: sign in again, then send them.",
  forbidden: "You may not change answers now: they stay here.",
  person: "Somebody else has signed in on this browser.",
};

// These stay here until their writer has copied them and lets them go.
const NEVER = {
  gone: "You do not answer this part any more.",
  submitted: "The self-rating has been submitted, so answers cannot be changed any more.",
  settled: "The trust’s lead has settled this rating.",
};

const place = document.querySelector("[data-answers-on-device]");
const person = Number(place?.dataset.person);
const assessment = Number(place?.dataset.assessment);

function made(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}

// `kind`: why it cannot be sent; undefined when it was not tried.
function item({ draft, kind }) {
  const { code, page, said, title } = draft;
  const name =
    kind === "gone"
      ? made("strong", { textContent: title })
      : made("a", { href: `${page}#${code}`, textContent: title });
  const words = said.explanation ?? said.words;
  const row = document.createElement("li");
  const parts = [name, made("p", { className: "maturity-words", textContent: words })];
  if (kind in NEVER) {
    const hidden = made("span", { className: "nhsuk-u-visually-hidden", textContent: `: ${title}` });
    const button = made("button", { type: "button", textContent: "Discard what I typed" });
    button.className = "nhsuk-button nhsuk-button--secondary nhsuk-button--small";
    button.append(hidden);
    button.addEventListener("click", async () => {
      await removeDraft(draft);
      row.remove();
      place.hidden = !place.querySelector("li");
    });
    parts.push(made("p", { textContent: NEVER[kind] }), button);
  }
  row.append(...parts.filter(({ tagName, textContent }) => tagName !== "P" || textContent));
  return row;
}

// `waiting`: [{draft, kind}].
function list(waiting) {
  const n = waiting.length;
  place.querySelector("h2").textContent =
    n === 1 ? "1 answer waits on this device" : `${n} answers wait on this device`;
  place.querySelector("ul").replaceChildren(...waiting.map(item));
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
