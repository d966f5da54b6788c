// On every page of somebody who is signed in: says what still waits on this device, lets what is
// no longer needed go, and has pages kept for when there is no connection.

import { ask } from "../../about.js";
import { forgetCopies, waitingAnswers } from "../../maturity/kept.js";
import { forget, keepsMore, waiting } from "./kept.js";
import {
  forgetOtherPages,
  forgetPages,
  keepsPages,
  owner,
  prepare,
  RATINGS,
  RECORDINGS,
} from "./shells.js";
import { showWaiting } from "./waiting_list.js";

const { dataset } = document.querySelector("meta[name=app-device]");
const user = Number(dataset.user);
const place = document.querySelector("[data-on-device]");
const here = location.pathname;
const isRecording = document.getElementById("recording") !== null;
const isRating = document.querySelector("form[data-save-as-one-goes]") !== null;
const signOuts = [...document.forms].filter((form) => form.dataset.signOut !== undefined);

const everythingWaiting = async () =>
  (await Promise.all([waiting(user), waitingAnswers(user)])).flat();

// Answers to self-ratings that their writer does not reach any more are read on a page of their own.
// Until the server has said which these are, there is no link: it would lead nowhere. Without an
// answer it is that page, which shows all.
async function listWaiting() {
  const entries = await everythingWaiting();
  const show = (urlOf) =>
    showWaiting(
      place,
      entries.map((each) => (each.answers ? { ...each, url: urlOf(each) } : each)),
    );
  show(() => null);
  if (entries.some(({ answers }) => answers)) {
    const about = await ask(dataset.aboutRatings, user);
    const isOpen = ({ assessment }) => about?.assessments.includes(assessment);
    show((each) => (isOpen(each) ? each.url : dataset.waitingAnswers));
  }
}

// A page that came through the worker has been kept on its way.
const isKept = () => Boolean(navigator.serviceWorker?.controller);

async function tidyRecordings() {
  const about = await ask(dataset.about, user);
  if (!about) {
    return;
  }
  const { interviews } = about;
  await forget(
    user,
    interviews.map(({ interview }) => interview),
  );
  await forgetOtherPages(RECORDINGS, [here, ...interviews.map(({ url }) => url)]);
  const wanted = interviews.filter(({ url, is_soon: isSoon }) =>
    url === here ? !isKept() : isSoon,
  );
  if (wanted.length) {
    await prepare(
      dataset.worker,
      wanted.map(({ url }) => url),
    );
  }
}

async function tidyRatings() {
  const about = await ask(dataset.aboutRatings, user);
  if (!about) {
    return;
  }
  await forgetCopies(user, about.assessments);
  await forgetOtherPages(RATINGS, about.pages);
  if (isRating && !isKept()) {
    await prepare(dataset.worker, [here]);
  }
}

async function leave(event) {
  event.preventDefault();
  const form = event.target;
  const isAsked = form.dataset.signOut === "asked"; // the page has said what waits
  if (!isAsked && (await everythingWaiting().catch(() => [])).length) {
    location.assign(form.action);
    return;
  }
  await Promise.allSettled([forget(null), forgetCopies(null), forgetPages()]);
  form.submit();
}

async function start() {
  signOuts.forEach((form) => form.addEventListener("submit", leave));
  const whose = await owner();
  if (whose !== null && whose !== user) {
    await forgetPages(user);
    await forget(user); // their words wait unseen until they sign in again
    await forgetCopies(user);
  }
  if (place) {
    await listWaiting();
  }
  const isPreparing = isRecording || place?.dataset.onDevice === "prepare";
  if (isPreparing || (await keepsPages(RECORDINGS)) || (await keepsMore())) {
    await tidyRecordings();
  }
  if (isRating || (await keepsPages(RATINGS))) {
    await tidyRatings();
  }
}

start().catch(() => {
  // A device that keeps nothing has nothing to say or to clear away.
});
