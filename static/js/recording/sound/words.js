// What the sound bar says, in words. Nothing here touches the page.

import { SLICE } from "./capture.js";

// About how long `slices` are.
export function lengthOf(slices) {
  const seconds = Math.round((slices * SLICE) / 1000);
  return seconds < 100 ? `${seconds} seconds` : `${Math.round(seconds / 60)} minutes`;
}

export function timeOf(ms) {
  const when = new Date(ms);
  const time = when.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  const isToday = when.toDateString() === new Date().toDateString();
  const day = when.toLocaleDateString("en-GB", { day: "numeric", month: "long" });
  return isToday ? time : `${time} on ${day}`;
}

const OBSTACLES = {
  unreachable: "wait on this device for a connection.",
  unreadable: "wait on this device, whose storage cannot be read just now.",
  "signed-out": "wait on this device. Sign in to send them.",
  "other-user": "wait on this device: this browser is signed in as somebody else.",
  forbidden: "wait on this device: you may no longer record this interview.",
  "not-allowed": "wait on this device until the hub records sound again.",
};
OBSTACLES.missing = OBSTACLES.forbidden;

// Where the sound is: {words, isBad, signIn, discard}.
function whereabouts(queue) {
  const { waiting, inMemory, refused, refusal, obstacle, deviceProblem } = queue;
  const { others, othersDeleted } = queue;
  if (inMemory) {
    const why = deviceProblem === "full" ? "is full" : "cannot keep sound";
    return {
      words: `This device ${why}: about ${lengthOf(inMemory)} are only on this page. Keep it open.`,
      isBad: true,
      signIn: obstacle === "signed-out" || obstacle === "other-user",
    };
  }
  if (refused) {
    const words = `About ${lengthOf(refused)} on this device were not stored: ${refusal}.`;
    return { words, isBad: true, discard: true };
  }
  if (waiting && obstacle) {
    return {
      words: `About ${lengthOf(waiting)} ${OBSTACLES[obstacle]}`,
      signIn: obstacle === "signed-out" || obstacle === "other-user",
      discard: obstacle === "not-allowed",
    };
  }
  if (waiting > 2) {
    return { words: `About ${lengthOf(waiting)} are on their way.` };
  }
  if (othersDeleted) {
    return { words: `Sound of another interview was deleted from this device: ${othersDeleted}` };
  }
  if (others) {
    return { words: `About ${lengthOf(others)} of another interview wait on this device.` };
  }
  return { words: "" };
}

const STATES = {
  idle: () => ({ title: "Sound is not being recorded", words: "", toggle: "Record sound" }),
  asking: () => ({
    title: "Waiting for the microphone",
    words: "Allow this page to use it when the browser asks.",
    toggle: "Record sound",
  }),
  recording: ({ isSilent, note }) => ({
    tone: isSilent ? "waits" : "recording",
    title: "Recording",
    words: isSilent ? "Nothing is heard. Is the microphone muted?" : note,
    toggle: "Pause",
    stop: true,
  }),
  paused: () => ({
    tone: "waits",
    title: "Recording is paused",
    words: "Nothing is recorded now.",
    toggle: "Go on recording",
    stop: true,
  }),
  stopped: () => ({
    title: "Recording has stopped",
    words: "What was recorded is kept.",
    toggle: "Record on",
  }),
  lost: ({ stoppedAt }) => ({
    tone: "bad",
    title: `The microphone was lost at ${timeOf(stoppedAt)}`,
    words: "Nothing is recorded now; what came before is kept. Plug it in or choose another one.",
    toggle: "Go on recording",
  }),
  interrupted: ({ stoppedAt }) => ({
    tone: "bad",
    title: `Recording stopped at ${timeOf(stoppedAt)}`,
    words: "What came before is kept. Nothing is recorded now.",
    toggle: "Go on recording",
  }),
  problem: ({ problem }) => ({ tone: "bad", ...problem, toggle: "Try again" }),
  // What was still on this device was deleted.
  deleted: ({ problem, obstacle }) => ({
    tone: "bad",
    title: "Recording has stopped",
    words: `${problem.words} What waited on this device is deleted.`,
    toggle: obstacle ? null : "Record sound",
  }),
  full: () => ({
    tone: "bad",
    title: "Recording has stopped",
    words: "This interview has six hours of sound, the most that is kept.",
  }),
};

// {key, tone, title, words, where, toggle, stop, signIn, discard}; null: there is nothing to say.
// The key changes when the reader should hear of it.
export function describe(sound) {
  const { state, obstacle, isEnded, queue } = sound;
  const where = whereabouts(queue);
  let said = STATES[state](sound);
  const isQuiet = ["idle", "stopped", "interrupted", "problem"].includes(state);
  if (obstacle && isQuiet) {
    said = { title: "Sound is not recorded", words: obstacle.words };
  } else if (isEnded && isQuiet) {
    said = { title: "Sound", words: "" };
  }
  const isHidden = isQuiet && (obstacle?.kind === "hub" || isEnded) && !where.words;
  if (isHidden) {
    return null;
  }
  const tone = where.isBad ? "bad" : (said.tone ?? "idle");
  const isCalm = state === "recording" && !said.words && !where.words;
  return {
    toggle: null,
    stop: false,
    ...said,
    words: isCalm ? "Sound is stored as it comes." : said.words,
    tone,
    where: where.words,
    signIn: Boolean(where.signIn),
    discard: Boolean(where.discard),
    key: [state, obstacle?.kind, said.title, sound.isSilent, queue.obstacle, where.isBad].join(),
  };
}
