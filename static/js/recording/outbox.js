// Everything typed goes through here: first to this device, then to the server, in order, each
// segment until the server has answered with its version.
//
// A draft: {id, order, after, base, want, sent, problem}
//   want     what the writer wants the segment to be: {kind, stage, speaker, text, …}
//   base     the server's version that `want` was made from; 0 for a new segment
//   sent     what was sent and not yet answered. It is kept and sent again unchanged until there
//            is an answer, so that a lost answer is no conflict: the server knows it by its base.
//   problem  {kind: "conflict", theirs} or {kind: "refused", message}; such a draft waits for the
//            writer and holds up nobody else

const TO_DEVICE = 200; // ms from a key to IndexedDB
const TO_SERVER = 1_200; // ms from a key to the server
const LONGEST_WAIT = 15_000; // ms between attempts
const DEVICE_AGAIN = 2_000; // ms until the device, full or broken, is tried again

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

export function createOutbox({ store, send, onChange, onSaved }) {
  const drafts = new Map();
  const unwritten = new Set();
  let lastOrder = 0;
  let obstacle = null; // why nothing goes up: unreachable, signed-out, other-user, forbidden
  let attempts = 0;
  let deviceProblem = null;
  let isSending = false;
  let isClosed = false;
  let writeTimer = null;
  let sendTimer = null;
  let retryTimer = null;

  async function write() {
    clearTimeout(writeTimer);
    writeTimer = null;
    const waiting = [...unwritten].map((id) => drafts.get(id)).filter(Boolean);
    unwritten.clear();
    if (!waiting.length) {
      return;
    }
    try {
      await store.putDrafts(waiting);
      deviceProblem = null;
    } catch (error) {
      waiting.forEach(({ id }) => unwritten.add(id));
      deviceProblem = error?.name === "QuotaExceededError" ? "full" : "broken";
      writeTimer ??= setTimeout(write, DEVICE_AGAIN); // there may be room again
    }
    onChange();
  }

  function scheduleWrite(draft) {
    unwritten.add(draft.id);
    writeTimer ??= setTimeout(write, TO_DEVICE);
  }

  async function remove(draft) {
    drafts.delete(draft.id);
    unwritten.delete(draft.id);
    try {
      await store.removeDraft(draft.id);
    } catch {
      // It stays on the device and is sent once more another time: the server knows it already.
    }
  }

  function sendable() {
    return [...drafts.values()]
      .filter((draft) => !draft.problem)
      .sort((one, other) => one.order - other.order);
  }

  async function pump() {
    clearTimeout(sendTimer);
    clearTimeout(retryTimer);
    sendTimer = retryTimer = null;
    if (isSending || isClosed) {
      return;
    }
    isSending = true;
    try {
      await sendAll();
    } finally {
      isSending = false;
      onChange();
    }
  }

  async function sendAll() {
    let last = null;
    for (let [draft] = sendable(); draft && !isClosed; [draft] = sendable()) {
      if (draft === last && sendable().length === 1) {
        scheduleSend(TO_SERVER); // still being typed: not a save for each key
        return;
      }
      last = draft;
      draft.sent ??= draft.want;
      unwritten.add(draft.id);
      await write();
      onChange();
      if (isClosed || !(await deliver(draft))) {
        return;
      }
    }
  }

  // Sends one draft. Returns whether the next one may follow.
  async function deliver(draft) {
    const answer = await send(draft.id, { ...draft.sent, base: draft.base, after: draft.after });
    if (isClosed) {
      return false; // the draft is another tab's now, and may hold more words by now
    }
    if (answer.kind === "saved") {
      recovered();
      draft.base = answer.segment.version;
      const isDone = same(draft.want, draft.sent);
      draft.sent = null;
      onSaved(answer.segment);
      if (isDone) {
        await remove(draft);
      } else {
        scheduleWrite(draft);
      }
      return true;
    }
    if (answer.kind === "conflict" || answer.kind === "refused") {
      recovered();
      draft.sent = null;
      draft.problem = answer;
      scheduleWrite(draft);
      return true;
    }
    obstacle = answer.kind;
    attempts += 1;
    retryTimer = setTimeout(pump, Math.min(LONGEST_WAIT, 1_000 * 2 ** (attempts - 1)));
    return false;
  }

  function recovered() {
    obstacle = null;
    attempts = 0;
  }

  function scheduleSend(delay) {
    if (!retryTimer) {
      sendTimer ??= setTimeout(pump, delay);
    }
  }

  return {
    drafts: () => [...drafts.values()].sort((one, other) => one.order - other.order),
    get: (id) => drafts.get(id),

    // What an earlier visit left on this device.
    async restore() {
      try {
        for (const draft of await store.drafts()) {
          if (draft.problem?.kind === "refused") {
            draft.problem = null; // another page or server may get it through
          }
          drafts.set(draft.id, draft);
          lastOrder = Math.max(lastOrder, draft.order);
        }
      } catch {
        deviceProblem = "broken";
      }
      onChange();
    },

    // The writer changed a segment. `version`: the server's that is shown; `after`: see server.
    change(id, want, { version, after, soon = false }) {
      let draft = drafts.get(id);
      if (!draft) {
        draft = { id, order: ++lastOrder, after, base: version, sent: null, problem: null };
        drafts.set(id, draft);
      }
      draft.want = want;
      if (draft.problem?.kind === "refused") {
        draft.problem = null;
      }
      scheduleWrite(draft);
      scheduleSend(soon ? 50 : TO_SERVER);
      onChange();
    },

    // The writer chose: "mine" goes over theirs (which stays in the history), or is dropped.
    async settle(id, keepMine) {
      const draft = drafts.get(id);
      if (keepMine) {
        draft.base = draft.problem.theirs.version;
        draft.problem = null;
        scheduleWrite(draft);
        scheduleSend(0);
      } else {
        await remove(draft);
      }
      onChange();
    },

    write,
    sendNow() {
      attempts = 0;
      return pump();
    },
    // Another tab writes from now on: what is here goes to the device and no further.
    async close() {
      isClosed = true;
      [sendTimer, retryTimer].forEach(clearTimeout);
      await write();
    },

    status() {
      const all = [...drafts.values()];
      return {
        waiting: all.length,
        conflicts: all.filter((draft) => draft.problem?.kind === "conflict").length,
        refused: all.filter((draft) => draft.problem?.kind === "refused").length,
        obstacle,
        deviceProblem,
        isSending,
      };
    },
  };
}
