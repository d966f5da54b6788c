// One draft, and what becomes of it when the server's segment is another than it was made from. See
// outbox.js for what it holds. Functions that answer `true` leave nothing of it to be sent.

import { mergeContent, sameContent } from "./merge.js";
import { contentOf, newId } from "./transcript.js";

export const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
export const isConflict = ({ problem }) => problem?.kind === "conflict";

// `row`: the segment as the server had it last, if it has it.
export function newDraft({ id, order, after, want, row }) {
  return {
    id,
    order,
    after,
    base: row?.version ?? 0,
    from: row ? contentOf(row) : null,
    want,
    sent: null,
    settles: [],
    picked: null,
    chosen: null,
    problem: null,
  };
}

// As an earlier visit left it; what another page or server may get through is tried again.
export function restored(kept) {
  const draft = { from: null, settles: [], picked: null, chosen: null, ...kept };
  if (draft.problem?.kind === "refused" || (isConflict(draft) && !draft.problem.rival)) {
    draft.problem = null;
  }
  return draft;
}

// All that its writer said is on the server, beside the segment.
export function isKeptThere({ problem, want, chosen }) {
  return problem?.kind === "conflict" && !chosen && problem.kept && same(want, problem.kept);
}

// The draft becomes the choice that waited for its words.
export function promote(draft, { base, from }) {
  const { want, picked, settles } = draft.chosen;
  Object.assign(draft, { base, from, want, picked, settles, chosen: null, problem: null });
}

function oppose(draft, theirs) {
  draft.problem = { kind: "conflict", theirs, rival: newId(), kept: null };
  return false;
}

function goOn(draft, row) {
  Object.assign(draft, { base: row.version, from: contentOf(row), problem: null });
  return false;
}

// Puts the draft on top of what stands now.
export function rebase(draft, row) {
  const theirs = contentOf(row);
  const merged = sameContent(theirs, draft.want)
    ? theirs
    : draft.from && mergeContent(draft.from, theirs, draft.want);
  if (!merged) {
    return oppose(draft, row);
  }
  if (!sameContent(theirs, merged)) {
    draft.want = merged;
    return goOn(draft, row);
  }
  if (draft.chosen) {
    promote(draft, { base: row.version, from: theirs });
    return false;
  }
  return true;
}

// Somebody chose while the draft's words waited as a rival version.
export function beSettled(draft, row) {
  const { kept } = draft.problem;
  draft.chosen = null;
  if (kept && same(draft.want, kept)) {
    return true;
  }
  return kept && sameContent(contentOf(row), kept) ? goOn(draft, row) : oppose(draft, row);
}

// A choice that was not made in time. What was typed after it waits beside what stands.
export function comeTooLate(draft, row) {
  draft.settles = [];
  return same(draft.want, draft.picked) || oppose(draft, row);
}
