// The recording page: puts its parts together. Nothing is written until this tab has the lock.

import { createClock, inWords, latestMark } from "./clock.js";
import { createCopy } from "./copy.js";
import { createEarly } from "./early.js";
import { createGuide } from "./guide.js";
import { handleKeys } from "./keys.js";
import { createLive } from "./live.js";
import { holdLock } from "./lock.js";
import { createOutbox } from "./outbox.js";
import { createPresence } from "./presence.js";
import { watchRoom } from "./room.js";
import { loadSegments, saveCovered, saveRival, saveSegment } from "./server.js";
import { createSound } from "./sound/sound.js";
import { createStatusBar, describe } from "./status.js";
import { createStore } from "./store.js";
import { createTicks } from "./ticks.js";
import { createTranscript } from "./transcript.js";
import { createView } from "./view.js";
import { createWithdrawal } from "./withdrawn.js";
import { createWriting } from "./writing.js";

const LAST_WORDS = 4_000; // ms that ending the interview waits for what is on its way

const CLOCK_KEPT = 10_000; // ms between notes of how long the interview has been going on

const REMOVED_SHOWN = 20_000; // ms that undoing a deletion is offered; its key works for longer

const root = document.getElementById("recording");
const settings = JSON.parse(document.getElementById("recording-settings").textContent);
const find = (selector) => root.querySelector(selector);
const { user, interview } = settings;

let savedAt = null;
let isMine = true; // this tab writes
let isReady = false; // what waits on this device is shown
let since = null; // the revision of the interview that is shown

const store = createStore(user, interview);
let kept = {}; // what the store keeps of the page: its name, the clock, what was covered
const clock = createClock();
const transcript = createTranscript();
const copy = createCopy({ store, isKept: !settings.completed });

const early = createEarly(find("[data-early]"));

const outbox = createOutbox({
  store,
  send: (id, body) => saveSegment(settings, id, { ...body, elapsed_ms: clock.elapsed() }),
  sendRival: (id, rival, body) => saveRival(settings, id, rival, body),
  known: transcript.known,
  learn: (segment) => transcript.learn(segment),
  composed: () => view.composed(),
  onChange: showStatus,
  onSaved(segment) {
    savedAt = new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
    copy.saved(segment);
  },
  onMoved(id, late) {
    writing.refresh([id]);
    if (late) {
      notice(LATE[late]);
    }
  },
});

const bar = createStatusBar(find("[data-status]"), {
  onRetry() {
    outbox.sendNow();
    view.editor()?.focus(); // the button goes when it has worked
  },
  onProblem: () => writing.showProblem(),
});

const guide = createGuide({
  root: find("[data-guide]"),
  stages: settings.stages,
  onStage: (key) => writing.jump(key),
  onCovered: (key, isCovered) => ticks.set(key, isCovered),
  onAsk: (question) => writing.ask(question),
  onAdd: () => writing.addQuestion(),
  onGo: (id) => writing.open(id),
});

const view = createView({
  list: find("[data-segments]"),
  more: find("[data-more]"),
  settings,
  problemOf: (id) => writing.problemOf(id),
  on: {
    open: (id) => writing.open(id),
    type: (text) => writing.type(text),
    key: (event) => keys(event),
    setSpeaker: (speaker) => writing.setSpeaker(speaker),
    setKind: (kind) => writing.setKind(kind),
    setStage: (stage) => writing.setStage(stage),
    remove: (id) => writing.remove(id),
    choose: (id, version) => writing.choose(id, version),
    chooseAll: (id) => writing.chooseAll(id),
    next: () => writing.next(),
  },
});

const writing = createWriting({
  settings,
  transcript,
  outbox,
  view,
  guide,
  clock,
  onStart() {
    clock.start();
    keepClock();
  },
  onRemoved: showRemoved,
  onTaken: (name) => showRemoved(null, `${name || "Somebody"} deleted the segment you were in.`),
});

const ticks = createTicks({
  send: (key, isCovered) => saveCovered(settings, key, isCovered),
  keep: (waiting) => keep({ ticks: waiting }),
  show: (keys) => guide.setCovered(keys),
});

const presence = createPresence(root, { transcript, view });
const withdrawal = createWithdrawal(root, { outbox, copy });
const live = createLive(askForChanges);

const help = find("[data-help]");
const { stages, speakers } = settings;
const keys = handleKeys({ writing, guide, outbox, stages, speakers, help });

const sound = createSound({
  root: find("[data-sound]"),
  settings,
  clock,
  startClock() {
    clock.start();
    keepClock();
  },
  onLeap: () => live.now(),
});

async function keep(values) {
  kept = { ...kept, ...values };
  try {
    await store.putPage(kept);
  } catch {
    // The clock and the ticks are a comfort; the words are kept elsewhere and reported on.
  }
}

function keepClock() {
  if (isMine && clock.isRunning()) {
    keep({ clock: clock.toKeep() });
  }
}

// The page may be gone in a moment.
function flush() {
  outbox.write();
  copy.flush();
  keepClock();
}

function showStatus() {
  const status = { ...outbox.status(), conflicts: writing.choices() };
  guide.showQuestions(transcript.all(), writing.openId());
  bar.show(describe(status, { savedAt, isMine, isReady }));
  if (status.obstacle === "withdrawn") {
    withdrawal.show();
  }
}

const LATE = {
  settled: "Somebody has chosen between the versions already.",
  changed: "The segment was changed meanwhile. Choose again.",
};

function notice(words) {
  find("[data-notice]").textContent = words;
  setTimeout(() => {
    find("[data-notice]").textContent = "";
  }, REMOVED_SHOWN);
}

let removedTimer = null;

// That a segment was deleted, by the writer or as `words` say; null: no more.
function showRemoved(number, words = number && `Segment ${number} is deleted.`) {
  clearTimeout(removedTimer);
  removedTimer = setTimeout(showRemoved, REMOVED_SHOWN, null);
  find("[data-removed]").hidden = !words;
  find("[data-removed-words]").textContent = words ?? "";
}

function showTime() {
  find("[data-clock]").textContent = inWords(clock.elapsed());
  guide.showTimes(transcript.all(), clock.elapsed());
  guide.showQuestions(transcript.all(), writing.openId());
}

// Asks what others did. What waits here stays on top.
async function askForChanges() {
  if (!isMine || !isReady) {
    return null;
  }
  const asked = { since, open: writing.openId() };
  const answer = await loadSegments(settings.segments, user, asked);
  if (answer.kind !== "loaded" || !isMine) {
    presence.show([]);
    return answer;
  }
  if (answer.withdrawn) {
    withdrawal.show();
    return answer;
  }
  if (since !== null && answer.revision < since) {
    since = null; // not the server it was: everything anew
    return answer;
  }
  const isFirst = since === null;
  clock.set(answer.elapsed_ms, answer.completed);
  ticks.learn(answer.covered);
  await writing.take(answer.segments, isFirst ? answer.revision : null);
  since = answer.revision;
  if (isFirst) {
    copy.replace(answer.segments);
    settleIn();
  } else if (answer.segments.length) {
    copy.note(answer.segments);
  }
  presence.show(answer.here);
  find("[data-loading]")?.remove();
  showStatus();
  return answer;
}

let isSettled = false;

// Once the talk is known: the writer goes on where it is, unless busy with something already.
function settleIn() {
  const stage = transcript.all().findLast((segment) => segment.version && segment.stage)?.stage;
  const isInGuide = find("[data-guide]").contains(document.activeElement);
  if (!isSettled && stage && !isInGuide && guide.current() === settings.stages[0].key) {
    writing.goOn(stage);
  }
  if (!isSettled && location.hash === "#choose" && !writing.current().text) {
    writing.showProblem();
  }
  isSettled = true;
}

async function sendAndRefresh() {
  if (isMine && document.visibilityState === "visible") {
    await outbox.sendNow();
    ticks.pump();
    await live.now();
  }
}

async function endInterview(event) {
  event.preventDefault();
  const link = event.currentTarget.href;
  const soundIsSent = sound.finish(LAST_WORDS);
  const until = Date.now() + LAST_WORDS;
  while (outbox.status().waiting && Date.now() < until) {
    await outbox.sendNow();
    await new Promise((resolve) => setTimeout(resolve, 100));
    if (outbox.status().obstacle) {
      break;
    }
  }
  await soundIsSent;
  location.assign(link); // the browser asks first when something still waits
}

function setWriting(mine, words = "") {
  isMine = mine;
  early.show(mine);
  find("[data-parts]").inert = !mine;
  root.classList.toggle("interviews-record--elsewhere", !mine);
  find("[data-busy]").hidden = mine;
  find("[data-busy-words]").textContent = words;
  showStatus();
}

async function takeLock() {
  await holdLock(`recording-${user}-${interview}`, {
    onBusy(takeOver) {
      setWriting(false, "This interview is open in another tab or window.");
      find("[data-take-over]").addEventListener("click", takeOver, { once: true });
    },
    async onLost() {
      setWriting(false, "You went on writing in another tab or window.");
      await Promise.all([outbox.close(), sound.close()]);
      find("[data-take-over]").addEventListener("click", () => location.reload(), { once: true });
    },
  });
  setWriting(true);
}

async function start() {
  root.querySelectorAll("[data-with-script]").forEach((part) => {
    part.hidden = false;
  });
  find("[data-more]").addEventListener("click", () => writing.writeOn());
  find("[data-undo]").addEventListener("click", () => writing.undo());
  find("[data-end]").addEventListener("click", endInterview);
  find("[data-open-help]").addEventListener("click", () => help.showModal());
  find("[data-close-help]").addEventListener("click", () => help.close());
  addEventListener("pagehide", flush);
  addEventListener("beforeunload", (event) => {
    outbox.write();
    if (isMine && !withdrawal.isShown() && outbox.status().waiting) {
      event.preventDefault();
    }
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") {
      flush();
    } else {
      sendAndRefresh();
    }
  });
  addEventListener("online", sendAndRefresh);
  addEventListener("focus", sendAndRefresh);
  setInterval(showTime, 1_000);
  setInterval(keepClock, CLOCK_KEPT);
  guide.show(settings.stages[0].key);

  await takeLock();
  navigator.storage?.persist?.();
  watchRoom((isShort) => {
    find("[data-room]").hidden = !isShort;
  });
  try {
    kept = await store.page();
  } catch {
    // Reported by `restore`, which meets the same trouble.
  }
  if (kept.clock) {
    clock.goOn(kept.clock);
  }
  keep({ name: settings.name, url: settings.url });
  ticks.restore(kept.ticks ?? {});
  sound.start();
  await outbox.restore();
  if (!settings.completed) {
    // The note of the clock may have been lost with the page that made it; the words were not.
    clock.reach(latestMark(outbox.drafts().map(({ want }) => want)));
  }
  writing.begin(early.take());
  early.keys().forEach((event) => {
    keys({ ...event, target: view.editor() });
    keys.anywhere(event);
  });
  document.addEventListener("keydown", keys.anywhere);
  isReady = true;
  showStatus();
  if (settings.withdrawn) {
    withdrawal.show();
  }
  // At once; the server may take its time, or not be there.
  const copied = await copy.restore();
  if (clock.isRunning()) {
    clock.reach(latestMark(copied));
  }
  await writing.take(copied);
  outbox.sendNow();
  ticks.pump();
  live.now();
}

start();
