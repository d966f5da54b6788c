// Recording what is said. Puts together the microphone, the queue that brings each slice to this
// device and to the server, and the bar that says what goes on.
//
// A pause, a lost microphone, a leap of time or a new page ends one recording, and what follows is
// another one with a start of its own. So within a recording the time of the sound is the time of
// the interview, without holes: whoever clicks on a segment hears it, by start_ms alone.

import { createAwake } from "./awake.js";
import { createBar } from "./bar.js";
import { capture } from "./capture.js";
import { createDevice } from "./device.js";
import { watchLevel } from "./level.js";
import { lackingBrowser, microphones, openMicrophone, problemOf } from "./microphone.js";
import { lockName, sendOthers } from "./others.js";
import { createQueue } from "./queue.js";
import { askAboutSound } from "./upload.js";
import { describe } from "./words.js";

const APART = 5_000; // ms between the interview's clock and a recording before it begins anew
const OTHERS_EVERY = 60_000; // ms between attempts to send the sound of other interviews
const CHOSEN = "recording-microphone"; // in localStorage

// Which microphone was chosen on this device; a browser may refuse to remember.
function chosen(id = null) {
  try {
    if (id) {
      chosen(id);
    }
    return localStorage.getItem(CHOSEN);
  } catch {
    return id;
  }
}

// `startClock`: the interview begins with the first sound as with the first word. `onLeap`: time
// has leapt, the clock should be set anew.
export function createSound({ root, settings, clock, startClock, onLeap }) {
  const { user, interview, sound } = settings;
  const stayAwake = createAwake();
  let state = "idle"; // see STATES in words.js
  let obstacle = sound.obstacle; // {kind, words}: why nothing may be recorded
  let problem = null; // {title, words} to be shown
  let note = "";
  let stoppedAt = null; // of the device's clock
  let before = 0; // ms recorded before the current recording
  let current = null; // {record, capture}
  let stream = null;
  let stopLevel = null;
  let isSilent = false;
  let others = 0; // slices of other interviews
  let isMine = false;
  let doing = Promise.resolve(); // one thing after another, however fast buttons are pressed

  const queue = createQueue({
    user,
    device: createDevice(user, interview),
    elapsed: () => clock.elapsed(),
    onChange: show,
    onNotAllowed,
  });
  const bar = createBar(root, {
    onToggle: toggle,
    onStop: stop,
    onDiscard: () => queue.discard(),
    onMicrophone(id) {
      chosen(id);
      inTurn(changeMicrophone);
    },
  });

  const inTurn = (work) => (doing = doing.then(work).catch(failed));
  const isRecording = () => state === "recording";
  const recorded = () => before + (current ? current.capture.elapsed() : 0);

  function show() {
    const status = { ...queue.status(), others };
    const isEnded = settings.completed;
    const said = isMine
      ? describe({ state, obstacle, problem, note, stoppedAt, isSilent, isEnded, queue: status })
      : null;
    bar.show(said && { ...said, isLive: isRecording() }, recorded());
  }

  function become(next) {
    state = next;
    stayAwake(isRecording());
    show();
  }

  function failed(error) {
    release();
    problem = problemOf(error);
    become("problem");
  }

  // --- The microphone ---------------------------------------------------------------------------

  async function open() {
    stream = await openMicrophone(chosen());
    listMicrophones();
  }

  async function listMicrophones() {
    const used = stream?.getAudioTracks()[0]?.getSettings().deviceId;
    bar.showMicrophones(await microphones(), used ?? chosen());
  }

  function release() {
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
  }

  async function changeMicrophone() {
    const wasRecording = isRecording();
    await endPart();
    release();
    if (wasRecording) {
      await open();
      await beginPart();
    }
  }

  // --- Recordings -------------------------------------------------------------------------------

  async function beginPart() {
    const record = {
      id: crypto.randomUUID(),
      url: sound.recordings,
      start_ms: null, // known with the first slice: the clock may be set until then
      n_slices: 0,
      length_ms: 0,
      before_ms: before,
      last_at: Date.now(),
      is_stopped: false,
    };
    const part = { record, capture: null };
    stream.getAudioTracks()[0].enabled = true;
    part.capture = await capture(stream, {
      onSlice({ data, offset_ms, duration_ms }) {
        record.start_ms ??= Math.max(0, Math.round(clock.elapsed() - part.capture.elapsed()));
        queue.add(record.id, {
          data,
          start_ms: record.start_ms + Math.round(offset_ms),
          duration_ms: Math.round(duration_ms),
        });
      },
      onLeap() {
        onLeap();
        inTurn(() => split(part, "Time leapt, perhaps in a sleep: this is a new part."));
      },
      onEnd: () => inTurn(() => lost(part)),
    });
    record.content_type = part.capture.content_type;
    queue.begin(record);
    current = part;
    isSilent = false;
    stopLevel = watch();
    become("recording");
  }

  function watch() {
    try {
      return watchLevel(stream, {
        onLevel: bar.showLevel,
        onSilence(silent) {
          isSilent = silent;
          show();
        },
      });
    } catch {
      return () => {}; // the level is a comfort: recording goes on
    }
  }

  async function endPart() {
    if (!current) {
      return;
    }
    const { record, capture: captured } = current;
    stopLevel();
    await captured.stop();
    current = null;
    before += record.length_ms;
    await queue.stop(record.id);
  }

  async function split(part, words) {
    if (current === part && isRecording()) {
      await endPart();
      await beginPart();
      note = words;
      show();
    }
  }

  async function lost(part) {
    if (current === part) {
      await endPart();
      release();
      stoppedAt = Date.now();
      become("lost");
    }
  }

  async function begin() {
    problem = lackingBrowser();
    if (problem) {
      become("problem");
      return;
    }
    note = "";
    if (!stream?.active) {
      become("asking");
      await open();
    }
    startClock();
    await beginPart();
  }

  async function pause() {
    await endPart();
    stream.getAudioTracks()[0].enabled = false; // the browser shows that it does not listen
    become("paused");
  }

  function toggle() {
    if (state === "asking") {
      return;
    }
    inTurn(async () => {
      if (isRecording()) {
        await pause();
      } else if (isMine && !obstacle && !settings.completed && state !== "full") {
        await begin();
      }
    });
  }

  function stop() {
    return inTurn(async () => {
      if (current || stream) {
        await endPart();
        release();
        become("stopped");
      }
    });
  }

  // The server takes no more sound. But for a hub that records none now, the queue has deleted
  // what was here.
  function onNotAllowed({ obstacle: kind, words }) {
    problem = { words };
    obstacle = kind === "deleted" ? null : { kind, words };
    inTurn(async () => {
      await endPart();
      release();
      before = 0;
      become(kind === "hub" ? "stopped" : "deleted");
    });
  }

  // --- The page ---------------------------------------------------------------------------------

  async function ask() {
    const answer = await askAboutSound(sound.recordings, user);
    if (answer.kind === "stored") {
      obstacle = answer.data.obstacle;
      show();
    }
  }

  async function sendAll() {
    await Promise.all([ask(), queue.sendNow()]);
    others = await sendOthers({
      user,
      interview,
      onNotAllowed({ words }) {
        note = `${words} Sound of another interview was deleted from this device.`;
      },
    });
    show();
  }

  function look() {
    if (isRecording() && current && clock.isRunning()) {
      const { record, capture: captured } = current;
      const expected = clock.elapsed() - captured.elapsed();
      if (record.start_ms !== null && Math.abs(expected - record.start_ms) > APART) {
        const part = current;
        inTurn(() => split(part, "The clock was set: this is a new part."));
      }
      if (recorded() > sound.longest_ms) {
        stop().then(() => become("full"));
      }
    }
    show();
  }

  function handleKey(event) {
    const isOurs = event.altKey && !event.ctrlKey && !event.metaKey && event.code === "KeyR";
    if (isOurs && isMine && !root.hidden) {
      event.preventDefault();
      if (event.shiftKey) {
        stop();
      } else {
        toggle();
      }
    }
  }

  function handleLeaving(event) {
    current?.capture.cut();
    if (current || queue.status().inMemory) {
      event.preventDefault();
    }
  }

  // Another tab may be sending what waits here: it stops when this one holds the lock.
  const takeLock = () =>
    new Promise((resolve) => {
      const name = lockName(user, interview);
      const hold = () => {
        resolve();
        return new Promise(() => {});
      };
      navigator.locks?.request(name, { steal: true }, hold).catch(() => {});
      if (!navigator.locks) {
        resolve();
      }
    });

  async function restore() {
    const found = await queue.restore();
    const last = found.findLast(({ is_stopped }) => !is_stopped);
    if (last && !settings.completed) {
      stoppedAt = last.last_at;
      before = last.before_ms + last.length_ms;
      become("interrupted");
    }
  }

  return {
    // This tab writes: what an earlier one left goes up, and recording may begin.
    async start() {
      await takeLock();
      isMine = true;
      document.addEventListener("keydown", handleKey);
      addEventListener("beforeunload", handleLeaving);
      addEventListener("online", sendAll);
      navigator.mediaDevices?.addEventListener("devicechange", () => {
        if (stream) {
          listMicrophones();
        }
      });
      setInterval(look, 1_000);
      setInterval(sendAll, OTHERS_EVERY);
      await restore().catch(() => {}); // the words' own bar says that the storage is broken
      await sendAll();
    },

    // The interview ends: nothing more is recorded. Waits at most `ms` for what is on its way.
    async finish(ms) {
      await stop();
      const late = new Promise((resolve) => setTimeout(resolve, ms));
      await Promise.race([queue.sendNow(), late]);
    },

    // Another tab writes from now on, and finds here a recording that can be gone on with.
    async close() {
      isMine = false;
      const part = current;
      current = null;
      stayAwake(false);
      stopLevel?.();
      await part?.capture.stop();
      release();
      await queue.close();
      show();
    },
  };
}
