// On every page of somebody who is signed in: says what still waits on this device, lets what is
// no longer needed go, and has today's recording pages kept for when there is no connection.

import { forget, keepsMore, waiting } from "./kept.js";
import { forgetOtherPages, forgetPages, owner, prepare } from "./shells.js";
import { showWaiting } from "./waiting_list.js";

const { dataset } = document.querySelector("meta[name=app-device]");
const user = Number(dataset.user);
const place = document.querySelector("[data-on-device]");
const isRecording = document.getElementById("recording") !== null;
const signOuts = [...document.forms].filter((form) => form.dataset.signOut !== undefined);

// What the server says may be kept; null without an answer, or when somebody else is signed in.
async function ask() {
  try {
    const response = await fetch(dataset.about, { cache: "no-store", redirect: "error" });
    const about = response.ok ? await response.json() : null;
    return about?.user === user ? about.interviews : null;
  } catch {
    return null;
  }
}

async function tidy() {
  const interviews = await ask();
  if (!interviews) {
    return;
  }
  const here = location.pathname;
  await forget(
    user,
    interviews.map(({ interview }) => interview),
  );
  await forgetOtherPages([here, ...interviews.map(({ url }) => url)]);
  // A page that came through the worker has been kept on its way.
  const isKept = Boolean(navigator.serviceWorker?.controller);
  const wanted = interviews.filter(({ url, is_soon: isSoon }) =>
    url === here ? !isKept : isSoon,
  );
  if (wanted.length) {
    await prepare(
      dataset.worker,
      wanted.map(({ url }) => url),
    );
  }
}

async function leave(event) {
  event.preventDefault();
  const form = event.target;
  const isAsked = form.dataset.signOut === "asked"; // the page has said what waits
  if (!isAsked && (await waiting(user).catch(() => [])).length) {
    location.assign(form.action);
    return;
  }
  await Promise.allSettled([forget(null), forgetPages()]);
  form.submit();
}

async function start() {
  signOuts.forEach((form) => form.addEventListener("submit", leave));
  const whose = await owner();
  if (whose !== null && whose !== user) {
    await forgetPages(user);
    await forget(user); // their words wait unseen until they sign in again
  }
  if (place) {
    showWaiting(place, await waiting(user));
  }
  const isPreparing = isRecording || place?.dataset.onDevice === "prepare";
  if (isPreparing || whose !== null || (await keepsMore())) {
    await tidy();
  }
}

start().catch(() => {
  // A device that keeps nothing has nothing to say or to clear away.
});
