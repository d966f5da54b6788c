// Everything typed goes through here: first to this device, then to the server, in order, each
// segment until the server has answered with its version.
//
// A draft: {id, order, after, base, from, want, sent, settles, picked, chosen, problem}
//   want     what the writer wants the segment to be: {kind, stage, speaker, text, …}
//   base     the server's version that `want` was made from; 0 for a new segment
//   from     what that version said, so that another's change can be merged, also days later
//   sent     what was sent and not yet answered. It is kept and sent again unchanged until there
//            is an answer, so that a lost answer is no conflict: the server knows it by its base.
//   settles  ids of the rival versions that `want` chooses between; `picked`: what was chosen
//   chosen   {want, settles, base, from}: a choice that waits until the draft's own words are safe
//   problem  {kind: "conflict", theirs, rival, kept}: cannot be merged. The words go to the server
//            as a rival version with the id `rival`; `kept` is what it has of them.
//            {kind: "refused", message}: waits for the writer and holds up nobody else

import {
  beSettled,
  comeTooLate,
  isConflict,
  isKeptThere,
  newDraft,
  promote,
  rebase,
  restored,
  same,
} from "./draft.js";
import { contentOf } from "./transcript.js";

const TO_DEVICE = 200; // ms from a key to IndexedDB
const TO_SERVER = 1_000; // ms from a key to the server
const LONGEST_WAIT = 15_000; // ms between attempts
const DEVICE_AGAIN = 2_000; // ms until the device, full or broken, is tried again

// `known(id)`: the segment as the server had it last; `learn(segment)`: remembers that. `onMoved(id,
// late)`: a segment is another than the writer left it; `late`: a choice came too late, and why.
// `composed()` resolves when the words in the editor may be touched.
export function createOutbox(page) {
  const { store, send, sendRival, known, learn, composed, onChange, onSaved, onMoved } = page;
  const drafts = new Map();
  const unwritten = new Set();
  let lastOrder = 0;
  let obstacle = null; // why nothing goes up: unreachable, signed-out, other-user, forbidden …
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

  async function removeFromDevice(draft) {
    unwritten.delete(draft.id);
    try {
      await store.removeDraft(draft.id);
    } catch {
      // It stays on the device and is sent once more another time: the server knows it already.
    }
  }

  async function remove(draft) {
    drafts.delete(draft.id);
    await removeFromDevice(draft);
  }

  const inOrder = () => [...drafts.values()].sort((one, other) => one.order - other.order);

  function sendable() {
    return inOrder().filter(
      (draft) => !draft.problem || (isConflict(draft) && !isKeptThere(draft)),
    );
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
      if (draft === last && sendable().length === 1 && !draft.settles.length && !draft.chosen) {
        scheduleSend(TO_SERVER); // still being typed: not a save for each key
        return;
      }
      last = draft;
      if (!draft.problem) {
        draft.sent ??= draft.want;
      }
      unwritten.add(draft.id);
      await write();
      onChange();
      if (isClosed) {
        return;
      }
      if (drafts.get(draft.id) !== draft || (!draft.problem && !draft.sent)) {
        continue; // it was settled meanwhile
      }
      if (!(await (draft.problem ? deliverRival(draft) : deliver(draft)))) {
        return;
      }
    }
  }

  // Sends one draft. Returns whether the next one may follow.
  async function deliver(draft) {
    const { sent, base, after, settles } = draft;
    const answer = await send(draft.id, { ...sent, base, after, settles });
    if (isClosed) {
      return false; // the draft is another tab's now, and may hold more words by now
    }
    await composed();
    // From here to `onMoved` nothing may wait: a key in between would be on top of other words
    // than the writer sees.
    if (answer.kind === "saved") {
      const { saved, ...segment } = answer.segment;
      recovered();
      learn(segment);
      Object.assign(draft, { base: saved, from: sent, sent: null, settles: [] });
      onSaved(segment);
      let isGone = null;
      if (!same(draft.want, sent)) {
        scheduleWrite(draft);
        catchUp(draft.id);
      } else if (draft.chosen) {
        promote(draft, draft);
        scheduleWrite(draft);
      } else {
        isGone = remove(draft);
      }
      onMoved(draft.id);
      await isGone;
      return true;
    }
    if (answer.kind === "conflict") {
      recovered();
      draft.sent = null;
      learn(answer.theirs);
      follow(draft, (settles.length ? comeTooLate : rebase)(draft, known(draft.id)));
      onMoved(draft.id, settles.length && (answer.settled ? "settled" : "changed"));
      return true;
    }
    return unsent(draft, answer);
  }

  // Sends what cannot be merged as a version beside the segment; a choice follows it.
  async function deliverRival(draft) {
    const { problem, want } = draft;
    if (!same(want, problem.kept)) {
      const answer = await sendRival(draft.id, problem.rival, { ...want, base: draft.base });
      if (isClosed) {
        return false;
      }
      if (answer.kind !== "saved" && answer.kind !== "conflict") {
        return unsent(draft, answer);
      }
      await composed();
      recovered();
      learn(answer.segment ?? answer.theirs);
      if (draft.problem !== problem) {
        return true; // it was settled meanwhile
      }
      if (answer.kind === "conflict") {
        follow(draft, beSettled(draft, known(draft.id)));
        onMoved(draft.id);
        return true;
      }
      problem.kept = want;
      catchUp(draft.id);
    }
    if (draft.chosen && draft.problem === problem && same(draft.want, problem.kept)) {
      promote(draft, draft.chosen);
      scheduleWrite(draft);
    }
    onMoved(draft.id);
    if (isKeptThere(draft)) {
      await removeFromDevice(draft); // it is not only here any more
    }
    return true;
  }

  function unsent(draft, answer) {
    if (answer.kind === "refused") {
      recovered();
      draft.sent = null;
      draft.problem = answer;
      scheduleWrite(draft);
      onMoved(draft.id);
      return true;
    }
    obstacle = answer.kind;
    attempts += 1;
    if (obstacle !== "withdrawn") {
      retryTimer = setTimeout(pump, Math.min(LONGEST_WAIT, 1_000 * 2 ** (attempts - 1)));
    }
    return false;
  }

  function recovered() {
    obstacle = null;
    attempts = 0;
  }

  // After a draft was changed behind its writer's back: what is left of it goes up soon.
  function follow(draft, isDone) {
    if (isDone) {
      remove(draft);
    } else {
      scheduleWrite(draft);
      scheduleSend(0);
    }
  }

  // What stands of a segment is another than it was. What is on its way is left alone: its answer
  // says more.
  function catchUp(id) {
    const draft = drafts.get(id);
    const row = known(id);
    if (!draft || draft.sent || !row) {
      return;
    }
    if (isConflict(draft)) {
      draft.problem.theirs = row;
      const { kept, rival } = draft.problem;
      if (kept && !(row.rivals ?? []).some((each) => each.id === rival)) {
        follow(draft, beSettled(draft, row));
      }
    } else if (row.version > draft.base && !draft.settles.length) {
      follow(draft, rebase(draft, row));
    }
    onChange();
  }

  function scheduleSend(delay) {
    if (retryTimer) {
      return;
    }
    if (delay < TO_SERVER) {
      clearTimeout(sendTimer);
      sendTimer = null;
    }
    sendTimer ??= setTimeout(pump, delay);
  }

  function begin(id, want, after) {
    const draft = newDraft({ id, order: ++lastOrder, after, want, row: known(id) });
    drafts.set(id, draft);
    return draft;
  }

  return {
    drafts: inOrder,
    get: (id) => drafts.get(id),
    // What the page shows of a segment with a draft.
    wanted: (id) => drafts.get(id)?.chosen?.want ?? drafts.get(id)?.want,
    catchUp,

    // What an earlier visit left on this device.
    async restore() {
      try {
        for (const kept of await store.drafts()) {
          const draft = restored(kept);
          if (isKeptThere(draft)) {
            removeFromDevice(draft);
          } else {
            drafts.set(draft.id, draft);
          }
          lastOrder = Math.max(lastOrder, draft.order);
        }
      } catch {
        deviceProblem = "broken";
      }
      onChange();
    },

    // The writer changed a segment. `after`: what a new one goes behind, as the server takes it.
    change(id, want, { after = null, soon = false } = {}) {
      const draft = drafts.get(id) ?? begin(id, want, after);
      if (draft.chosen) {
        draft.chosen.want = want;
      } else {
        draft.want = want;
      }
      if (draft.problem?.kind === "refused") {
        draft.problem = null;
      }
      scheduleWrite(draft);
      scheduleSend(soon ? 50 : TO_SERVER);
      onChange();
    },

    // The writer chose what the segment is to say; `settles`: ids of the versions chosen between.
    // What this device has of it goes up first: nothing chosen away is lost.
    choose(id, want, settles) {
      const draft = drafts.get(id);
      if (draft) {
        const row = known(id);
        draft.chosen = { want, picked: want, settles, base: row.version, from: contentOf(row) };
        scheduleWrite(draft);
      } else {
        const made = begin(id, want, null);
        Object.assign(made, { picked: want, settles });
        scheduleWrite(made);
      }
      scheduleSend(0);
      onChange();
    },

    write,
    sendSoon: () => scheduleSend(50),
    sendNow() {
      attempts = 0;
      return pump();
    },
    // What was on its way when the page learns that no words are taken any more.
    async discard() {
      isClosed = true;
      [writeTimer, sendTimer, retryTimer].forEach(clearTimeout);
      await Promise.all([...drafts.values()].map(remove));
      onChange();
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
        waiting: all.filter((draft) => !isKeptThere(draft)).length,
        refused: all.filter((draft) => draft.problem?.kind === "refused").length,
        obstacle,
        deviceProblem,
        isSending,
      };
    },
  };
}
