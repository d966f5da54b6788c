// Sound of the same user's other interviews that still waits on this device: it goes up from any
// recording page, unless that interview's own page is open and does it.

import { createDevice, interviewsWithSound } from "./device.js";
import { createQueue } from "./queue.js";

export const lockName = (user, interview) => `sound-${user}-${interview}`;

// Where the recording was when it ended, and the time since: how long that interview has been
// going on.
function elapsedOf(recordings) {
  const last = recordings.findLast(({ start_ms }) => start_ms !== null);
  return last ? last.start_ms + last.length_ms + Math.max(0, Date.now() - last.last_at) : 0;
}

async function send(user, interview, onDeleted) {
  let recordings = [];
  const queue = createQueue({
    user,
    device: createDevice(user, interview),
    elapsed: () => Math.round(elapsedOf(recordings)),
    onChange() {},
    onNotAllowed({ obstacle, words }) {
      if (obstacle !== "hub") {
        onDeleted(words);
      }
    },
  });
  recordings = await queue.restore();
  await queue.sendNow();
  await queue.close();
  return queue.status().waiting;
}

// Resolves with the number of slices that still wait. onDeleted(words): sound of one of them may
// not be kept any more and is gone from this device.
export async function sendOthers({ user, interview, onDeleted }) {
  let waiting = 0;
  for (const other of await interviewsWithSound(user)) {
    if (other !== interview) {
      await navigator.locks
        ?.request(lockName(user, other), { ifAvailable: true }, async (lock) => {
          waiting += lock ? await send(user, other, onDeleted) : 0;
        })
        .catch(() => {}); // its own page was opened
    }
  }
  return waiting;
}
