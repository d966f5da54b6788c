// The microphone, and one recording after another from it.
//
// A pause, a lost microphone, a leap of time or a new page ends one recording, and what follows is
// another one with a start of its own. So within a recording the time of the sound is the time of
// the interview, without holes: whoever clicks on a segment hears it, by start_ms alone.

import { capture } from "./capture.js";
import { watchLevel } from "./level.js";
import { lackingBrowser, microphones, openMicrophone, problemOf } from "./microphone.js";

const APART = 5_000; // ms between the interview's clock and a recording before it begins anew
const CHOSEN = "recording-microphone"; // in localStorage

// Which microphone was chosen on this device; a browser may refuse to remember.
function chosen(id = null) {
  try {
    if (id) {
      localStorage.setItem(CHOSEN, id);
    }
    return localStorage.getItem(CHOSEN);
  } catch {
    return id;
  }
}

// `url` is that of the interview's recordings. onStart(): sound is about to be recorded;
// onLeap(): time has leapt, the clock should be set anew; onMicrophones([{id, name}], id of the
// one in use).
export function createRecorder({ url, queue, clock, ...on }) {
  let state = "idle"; // see STATES in words.js
  let problem = null; // {title, words} to be shown
  let note = "";
  let stoppedAt = null; // of the device's clock
  let before = 0; // ms recorded before the current recording
  let current = null; // {record, capture}
  let stream = null;
  let stopLevel = null;
  let isSilent = false;
  let isClosed = false;
  let doing = Promise.resolve(); // one thing after another, however fast buttons are pressed

  const inTurn = (work) => (doing = doing.then(work).catch(failed));
  const recorded = () => before + (current ? current.capture.elapsed() : 0);

  function become(next, why = null) {
    state = next;
    problem = why;
    on.onChange();
  }

  function failed(error) {
    release();
    become("problem", problemOf(error));
  }

  // --- The microphone ---------------------------------------------------------------------------

  async function open() {
    stream = await openMicrophone(chosen());
    listMicrophones();
  }

  async function listMicrophones() {
    if (stream) {
      const used = stream.getAudioTracks()[0].getSettings().deviceId;
      on.onMicrophones(await microphones(), used ?? chosen());
    }
  }

  function release() {
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
  }

  function watch() {
    try {
      return watchLevel(stream, {
        onLevel: on.onLevel,
        onSilence(silent) {
          isSilent = silent;
          on.onChange();
        },
      });
    } catch {
      return () => {}; // the level is a comfort: recording goes on
    }
  }

  // --- Recordings -------------------------------------------------------------------------------

  async function beginPart() {
    const record = {
      id: crypto.randomUUID(),
      url,
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
        on.onLeap();
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
    if (current === part && state === "recording") {
      await endPart();
      await beginPart();
      note = words;
      on.onChange();
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
    const lacking = lackingBrowser();
    if (lacking) {
      become("problem", lacking);
      return;
    }
    note = "";
    if (!stream?.active) {
      become("asking");
      await open();
    }
    if (isClosed) {
      release(); // another tab has taken over meanwhile
      return;
    }
    on.onStart();
    await beginPart();
  }

  async function pause() {
    await endPart();
    stream.getAudioTracks()[0].enabled = false; // the browser shows that it does not listen
    become("paused");
  }

  // Ends what goes on, if anything does.
  function halt(next, why = null) {
    return inTurn(async () => {
      await endPart();
      release();
      become(next, why);
    });
  }

  navigator.mediaDevices?.addEventListener("devicechange", listMicrophones);

  return {
    state: () => ({ state, problem, note, stoppedAt, isSilent, recorded: recorded() }),
    isRecording: () => current !== null,

    toggle() {
      if (state !== "asking") {
        inTurn(() => (state === "recording" ? pause() : begin()));
      }
    },
    stop: () => (current || stream || state === "asking" ? halt("stopped") : doing),
    halt,

    // An earlier visit left this recording without stopping it.
    goOnFrom(record) {
      stoppedAt = record.last_at;
      before = record.before_ms + record.length_ms;
      become("interrupted");
    },

    useMicrophone(id) {
      chosen(id);
      inTurn(async () => {
        const wasRecording = current !== null;
        await endPart();
        release();
        if (wasRecording) {
          await open();
          await beginPart();
        }
      });
    },

    // To be called now and then: the clock may have been set.
    checkTime() {
      const part = current;
      if (!part || part.record.start_ms === null || !clock.isRunning()) {
        return;
      }
      const start = clock.elapsed() - part.capture.elapsed();
      if (Math.abs(start - part.record.start_ms) > APART) {
        inTurn(() => split(part, "The clock was set: this is a new part."));
      }
    },

    // The page may be gone in a moment: what was heard so far becomes a slice.
    cut: () => current?.capture.cut(),

    // Another page goes on: the recording stays one that was not stopped.
    async close() {
      isClosed = true;
      const part = current;
      current = null;
      stopLevel?.();
      await part?.capture.stop();
      release();
    },
  };
}
