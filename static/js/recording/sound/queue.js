// Every slice goes through here: first to this device, then to the server, in order, and off the
// device once the server has said that it stored it. What cannot be kept on the device stays in
// memory and goes up all the same.

import { putSlice, putStopped } from "./upload.js";

const LONGEST_WAIT = 15_000; // ms between attempts
const TRIES = 3; // for a slice that was damaged on its way

const hex = (bytes) =>
  [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

export function createQueue({ user, device, elapsed, onChange, onNotAllowed }) {
  const recordings = new Map(); // by id: {record, waiting: numbers, inMemory: slices, damaged}
  let writes = Promise.resolve(); // slices reach the device in their order
  let obstacle = null; // why nothing goes up: see upload.js
  let refusal = null; // the server's words about a slice that it will never take
  let deviceProblem = null; // "full" or "broken"
  let attempts = 0;
  let retryTimer = null;
  let sending = null;
  let isClosed = false;

  function entryOf(record) {
    const entry = recordings.get(record.id);
    if (entry) {
      return entry;
    }
    const made = { record, waiting: new Set(), inMemory: new Map(), refused: new Set(), tries: 0 };
    recordings.set(record.id, made);
    return made;
  }

  async function toDevice(work) {
    try {
      await work();
      deviceProblem = null;
      return true;
    } catch (error) {
      deviceProblem = error?.name === "QuotaExceededError" ? "full" : "broken";
      return false;
    }
  }

  async function keep(entry, slice) {
    slice.sha256 = hex(await crypto.subtle.digest("SHA-256", slice.data));
    if (!recordings.has(entry.record.id)) {
      return; // deleted meanwhile
    }
    if (!(await toDevice(() => device.putSlice(entry.record, slice)))) {
      entry.inMemory.set(slice.number, slice);
    }
    entry.waiting.add(slice.number);
    onChange();
    pump();
  }

  // Slices of memory that may find room by now.
  async function keepAgain() {
    for (const entry of recordings.values()) {
      for (const [number, slice] of entry.inMemory) {
        if (!(await toDevice(() => device.putSlice(entry.record, slice)))) {
          return;
        }
        entry.inMemory.delete(number);
      }
    }
  }

  // The first slice that waits, or a recording of which all is stored, in the order of recording.
  function next() {
    for (const entry of recordings.values()) {
      const numbers = [...entry.waiting].filter((number) => !entry.refused.has(number));
      if (numbers.length) {
        return { entry, number: Math.min(...numbers) };
      }
      if (entry.record.is_stopped && !entry.waiting.size) {
        return { entry, number: null };
      }
    }
    return null;
  }

  async function sendAll() {
    for (let found = next(); found && !isClosed; found = next()) {
      const { entry, number } = found;
      const isGoing = await (number === null ? finish(entry) : deliver(entry, number));
      onChange();
      if (!isGoing) {
        return;
      }
    }
  }

  function pump() {
    clearTimeout(retryTimer);
    retryTimer = null;
    sending ??= sendAll().finally(() => {
      sending = null;
      onChange();
      if (!obstacle && !isClosed && next()) {
        pump(); // a slice came just as the last one had gone
      }
    });
    return sending;
  }

  // Sends one slice. Returns whether the next one may follow.
  async function deliver(entry, number) {
    const { record, waiting, inMemory, refused } = entry;
    let slice = inMemory.get(number);
    try {
      slice ??= await device.slice(record.id, number);
    } catch {
      deviceProblem = "broken";
      return stumble({ kind: "unreadable" });
    }
    if (!slice) {
      waiting.delete(number); // the browser has lost it
      return true;
    }
    const answer = await putSlice(record, slice, { user, elapsed: elapsed() });
    if (answer.kind === "stored") {
      recovered();
      entry.tries = 0;
      inMemory.delete(number);
      await device.removeSlice(record.id, number).catch(() => {}); // it is sent once more, then
      waiting.delete(number);
      return true;
    }
    if (answer.kind === "refused") {
      recovered();
      entry.tries += 1;
      if (!answer.isDamaged || entry.tries >= TRIES) {
        entry.tries = 0;
        refused.add(number);
        refusal = answer.words;
      }
      return true;
    }
    return stumble(answer);
  }

  // Tells the server how long the recording is; then this device has nothing of it any more.
  async function finish({ record }) {
    if (record.n_slices) {
      const answer = await putStopped(record, { user });
      if (!["stored", "missing", "refused"].includes(answer.kind)) {
        return stumble(answer);
      }
      recovered();
    }
    recordings.delete(record.id);
    await device.removeRecording(record.id).catch(() => {});
    return true;
  }

  async function stumble(answer) {
    if (answer.kind === "not-allowed" && answer.obstacle !== "hub") {
      await discard();
      onNotAllowed(answer);
      return false;
    }
    if (answer.kind === "not-allowed") {
      onNotAllowed(answer);
    }
    obstacle = answer.kind;
    attempts += 1;
    if (!isClosed) {
      retryTimer = setTimeout(pump, Math.min(LONGEST_WAIT, 1_000 * 2 ** (attempts - 1)));
    }
    return false;
  }

  function recovered() {
    obstacle = null;
    attempts = 0;
  }

  // Takes all sound of the interview off this device, sent or not.
  async function discard() {
    recordings.clear();
    await writes;
    await toDevice(() => device.removeAll());
    recovered();
    refusal = null;
    onChange();
  }

  return {
    // What an earlier visit left on this device: its recordings, the latest last.
    async restore() {
      const found = await device.recordings();
      const waiting = await device.waiting();
      found.sort((one, other) => one.last_at - other.last_at);
      for (const record of found) {
        const entry = entryOf({ ...record, is_stopped: true });
        waiting
          .filter(({ recording }) => recording === record.id)
          .forEach(({ number }) => entry.waiting.add(number));
      }
      onChange();
      return found;
    },

    // A recording has begun; it is noted at once, so that a crash before its first slice is known.
    begin(record) {
      const entry = entryOf(record);
      writes = writes.then(() => toDevice(() => device.putRecording(entry.record)));
    },

    add(id, { data, start_ms, duration_ms }) {
      const entry = recordings.get(id);
      if (!entry) {
        return; // deleted meanwhile
      }
      const { record } = entry;
      const slice = { recording: id, number: record.n_slices, start_ms, duration_ms, data };
      record.n_slices += 1;
      record.length_ms += duration_ms;
      record.last_at = Date.now();
      writes = writes.then(keepAgain).then(() => keep(entry, slice));
    },

    // No slice of the recording follows. Resolves when all of them are on the device.
    async stop(id) {
      const entry = recordings.get(id);
      if (entry) {
        writes = writes.then(() => {
          entry.record.is_stopped = true; // not before its last slice is among those that wait
          return toDevice(() => device.putRecording(entry.record));
        });
        await writes;
        pump();
      }
    },

    discard,
    sendNow() {
      attempts = 0;
      return pump();
    },
    // Another tab sends from now on.
    async close() {
      isClosed = true;
      clearTimeout(retryTimer);
      await writes;
    },

    status() {
      const all = [...recordings.values()];
      const sum = (count) => all.reduce((total, entry) => total + count(entry), 0);
      return {
        waiting: sum(({ waiting }) => waiting.size),
        inMemory: sum(({ inMemory }) => inMemory.size),
        refused: sum(({ refused }) => refused.size),
        unfinished: all.length, // recordings that the server does not know as stopped
        refusal,
        obstacle,
        deviceProblem,
      };
    },
  };
}
