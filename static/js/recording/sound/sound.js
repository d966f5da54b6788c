// Recording what is said. Puts together the recorder, the queue that brings each slice to this
// device and to the server, and the bar that says what goes on.

import { createAwake } from "./awake.js";
import { createBar } from "./bar.js";
import { createDevice } from "./device.js";
import { lockName, sendOthers } from "./others.js";
import { createQueue } from "./queue.js";
import { createRecorder } from "./recorder.js";
import { askAboutSound } from "./upload.js";
import { describe } from "./words.js";

const AGAIN = 60_000; // ms between looks for sound of other interviews that waits

// `startClock`: the interview begins with the first sound as with the first word. `onLeap`: time
// has leapt, the clock should be set anew.
export function createSound({ root, settings, clock, startClock, onLeap }) {
  const { user, interview, completed, sound } = settings;
  const stayAwake = createAwake();
  let obstacle = sound.obstacle; // {kind, words}: why nothing may be recorded
  let others = 0; // slices of other interviews
  let othersDeleted = ""; // why some of those are gone
  let isMine = false; // this tab records and sends

  const queue = createQueue({
    user,
    device: createDevice(user, interview),
    elapsed: () => clock.elapsed(),
    onChange: show,
    onNotAllowed,
  });
  const bar = createBar(root, {
    onToggle: toggle,
    onStop: () => recorder.stop(),
    onDiscard: () => recorder.stop().then(queue.discard),
    onMicrophone: (id) => recorder.useMicrophone(id),
  });
  const recorder = createRecorder({
    url: sound.recordings,
    queue,
    clock,
    onStart: startClock,
    onLeap,
    onLevel: bar.showLevel,
    onMicrophones: bar.showMicrophones,
    onChange() {
      stayAwake(recorder.isRecording());
      show();
    },
  });

  function show() {
    const state = recorder.state();
    const status = { ...queue.status(), others, othersDeleted };
    const said = isMine && describe({ ...state, obstacle, isEnded: completed, queue: status });
    bar.show(said || null, { isLive: recorder.isRecording(), recorded: state.recorded });
  }

  function toggle() {
    const { state } = recorder.state();
    if (recorder.isRecording() || (isMine && !obstacle && !completed && state !== "full")) {
      recorder.toggle();
    }
  }

  // The server takes no more sound. But for a hub that records none now, the queue has deleted
  // what was here.
  function onNotAllowed({ obstacle: kind, words }) {
    obstacle = kind === "deleted" ? null : { kind, words };
    if (kind === "hub") {
      recorder.stop();
    } else {
      recorder.halt("deleted", { words });
    }
  }

  async function ask() {
    const answer = await askAboutSound(sound.recordings, user);
    if (answer.kind === "stored") {
      ({ obstacle } = answer.data);
      show();
    }
  }

  async function sendAll() {
    await Promise.all([ask(), queue.sendNow()]);
    const onDeleted = (words) => (othersDeleted = words);
    others = await sendOthers({ user, interview, onDeleted }).catch(() => 0);
    show();
  }

  function look() {
    recorder.checkTime();
    if (recorder.isRecording() && recorder.state().recorded > sound.longest_ms) {
      recorder.halt("full");
    }
    show();
  }

  function handleKey(event) {
    const isAlt = event.altKey && !event.ctrlKey && !event.metaKey;
    const isOpen = isMine && !root.hidden && !document.querySelector("dialog[open]");
    if (isAlt && event.code === "KeyR" && isOpen) {
      event.preventDefault();
      if (event.shiftKey) {
        recorder.stop();
      } else {
        toggle();
      }
    }
  }

  function handleLeaving(event) {
    recorder.cut();
    if (recorder.isRecording() || queue.status().inMemory) {
      event.preventDefault();
    }
  }

  // Another tab may be sending what waits here: it stops when this one holds the lock.
  const takeLock = () =>
    new Promise((resolve) => {
      const hold = () => {
        resolve();
        return new Promise(() => {});
      };
      if (navigator.locks) {
        navigator.locks.request(lockName(user, interview), { steal: true }, hold).catch(() => {});
      } else {
        resolve();
      }
    });

  async function restore() {
    const found = await queue.restore();
    const last = found.findLast(({ is_stopped }) => !is_stopped);
    if (last && !completed) {
      recorder.goOnFrom(last);
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
      setInterval(look, 1_000);
      setInterval(sendAll, AGAIN);
      await restore().catch(() => {}); // the words' own line says that the storage is broken
      await sendAll();
    },

    // The interview ends: nothing more is recorded. Waits at most `ms` for what is on its way.
    async finish(ms) {
      await recorder.stop();
      const late = new Promise((resolve) => setTimeout(resolve, ms));
      await Promise.race([queue.sendNow(), late]);
    },

    // Another tab writes from now on, and finds here a recording that can be gone on with.
    async close() {
      isMine = false;
      await recorder.close();
      await queue.close();
      show();
    },
  };
}
