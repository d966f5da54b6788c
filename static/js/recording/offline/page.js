// The page shown in place of one that needs a connection: what this device keeps, and where one
// can go on. It is of nobody in particular: it shows what belongs to the last one signed in here.

import { waitingAnswers } from "../../maturity/kept.js";
import { waiting } from "./kept.js";
import { keptPages, owner, RATINGS, RECORDINGS } from "./shells.js";
import { showWaiting } from "./waiting_list.js";

const find = (selector) => document.querySelector(selector);

find("[data-again]").addEventListener("click", () => location.reload());
let isLeaving = false; // a reload would stop the way to a page that is kept
addEventListener("beforeunload", () => {
  isLeaving = true;
});
addEventListener("online", () => {
  if (!isLeaving) {
    location.reload();
  }
});

function item({ path, title }) {
  const link = document.createElement("a");
  link.href = path;
  [link.textContent] = title.split(" – Adoption reviews");
  const made = document.createElement("li");
  made.append(link);
  return made;
}

async function list(kind, selector) {
  const place = find(selector);
  const pages = await keptPages(kind);
  place.querySelector("ul").replaceChildren(...pages.map(item));
  place.hidden = !pages.length;
  return pages.length > 0;
}

const user = await owner();
if (user !== null) {
  const hasRecordings = await list(RECORDINGS, "[data-recordings]");
  const hasRatings = await list(RATINGS, "[data-ratings]");
  find("[data-no-pages]").hidden = hasRecordings || hasRatings;
  const entries = [...(await waiting(user)), ...(await waitingAnswers(user))];
  showWaiting(find("[data-on-device]"), entries);
}
