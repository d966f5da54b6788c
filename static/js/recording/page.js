// The recording page: puts its parts together. Nothing is written until this tab has the lock.

import { createClock, inWords } from "./clock.js";
import { createCopy } from "./copy.js";
import { createGuide } from "./guide.js";
import { handleKeys } from "./keys.js";
import { holdLock } from "./lock.js";
import { createOutbox } from "./outbox.js";
import { watchRoom } from "./room.js";
import { loadSegments, saveSegment } from "./server.js";
import { createSound } from "./sound/sound.js";
import { createStatusBar, describe } from "./status.js";
import { createStore } from "./store.js";
import { createTranscript } from "./transcript.js";
import { createView } from "./view.js";
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
let saves = 0;
let isLoading = false;
let isLoaded = false; // the page has shown the server's segments

const store = createStore(user, interview);
let kept = {}; // what the store keeps of the page: its name, the clock, what was covered
const clock = createClock();
const transcript = createTranscript();
const copy = createCopy({ store, isKept: !settings.completed });

const outbox = createOutbox({
  store,
  send: (id, body) =>
    saveSegment(settings.segments, id, { ...body, author: user, elapsed_ms: clock.elapsed() }),
  onChange: showStatus,
  onSaved(segment) {
    saves += 1;
    savedAt = new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
    writing.saved(segment);
    copy.saved(segment);
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
  onCovered(key, isCovered) {
    const others = (kept.covered ?? []).filter((each) => each !== key);
    keep({ covered: isCovered ? [...others, key] : others });
  },
  onAsk: (question) => writing.ask(question),
  onAdd: () => writing.addQuestion(),
  onGo: (id) => writing.open(id),
});

const view = createView({
  list: find("[data-segments]"),
  more: find("[data-more]"),
  settings,
  on: {
    open: (id) => writing.open(id),
    type: (text) => writing.type(text),
    key: (event) => keys(event),
    setSpeaker: (speaker) => writing.setSpeaker(speaker),
    setKind: (kind) => writing.setKind(kind),
    setStage: (stage) => writing.setStage(stage),
    remove: (id) => writing.remove(id),
    settle: (id, choice) => writing.settle(id, choice),
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
});

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
  onLeap: refresh,
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

let hadProblems = "";

function showStatus() {
  const status = outbox.status();
  guide.showQuestions(transcript.all(), writing.openId());
  bar.show(describe(status, savedAt, isMine));
  const problems = outbox
    .drafts()
    .filter((draft) => draft.problem)
    .map((draft) => `${draft.id}${draft.problem.kind}${draft.problem.theirs?.version}`)
    .join();
  if (problems !== hadProblems) {
    hadProblems = problems;
    transcript.all().forEach((segment) => {
      if (outbox.get(segment.id)?.problem) {
        writing.redraw(segment);
      }
    });
  }
}

let removedTimer = null;

function showRemoved(number) {
  clearTimeout(removedTimer);
  removedTimer = setTimeout(showRemoved, REMOVED_SHOWN, null);
  find("[data-removed]").hidden = number === null;
  find("[data-removed-words]").textContent = number === null ? "" : `Segment ${number} is deleted.`;
}

function showTime() {
  find("[data-clock]").textContent = inWords(clock.elapsed());
  guide.showTimes(transcript.all(), clock.elapsed());
  guide.showQuestions(transcript.all(), writing.openId());
}

// Asks for what others wrote. What waits here stays on top.
async function refresh() {
  if (isLoading || !isMine) {
    return;
  }
  isLoading = true;
  const before = saves;
  const answer = await loadSegments(settings.segments, user);
  isLoading = false;
  if (answer.kind === "loaded" && saves === before && isMine) {
    isLoaded = true;
    clock.set(answer.elapsed_ms, answer.completed);
    writing.load(answer.segments);
    copy.replace(answer.segments);
    showTime();
    return;
  }
  if (!transcript.all().length) {
    writing.load([]); // what is on the device can be read and gone on with
  }
  if (!isLoaded || answer.kind === "loaded") {
    setTimeout(refresh, 2_000); // not there yet, or older than what was saved meanwhile
  }
}

async function sendAndRefresh() {
  if (isMine && document.visibilityState === "visible") {
    await outbox.sendNow();
    await refresh();
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
  find("[data-parts]").inert = !mine;
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
  document.addEventListener("keydown", keys.anywhere);
  addEventListener("pagehide", flush);
  addEventListener("beforeunload", (event) => {
    outbox.write();
    if (isMine && outbox.status().waiting) {
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
  addEventListener("focus", () => {
    if (outbox.status().obstacle) {
      sendAndRefresh();
    }
  });
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
  guide.setCovered(kept.covered ?? []);
  sound.start();
  await outbox.restore();
  const copied = await copy.restore();
  if (copied.length) {
    writing.load(copied); // at once; the server may take its time, or not be there
  }
  await refresh();
  const stage = transcript.all().findLast((segment) => segment.stage)?.stage;
  if (stage) {
    writing.jump(stage);
  }
  outbox.sendNow();
}

start();
