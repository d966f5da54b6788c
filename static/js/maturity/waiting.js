// Answers that wait on this device and are not on the page: they go up from any page of their
// self-rating.

import { removeDraft } from "./kept.js";
import { send } from "./sending.js";

const OUT_OF_REACH = ["unreachable", "signed-out", "forbidden", "person"];

// Sends them one after the other. Returns those that are left, each with why: `kind` of the answer
// of the server, or null for those that were not tried.
export async function sendWaiting(drafts) {
  const left = [];
  let isReachable = true;
  for (const draft of drafts) {
    const answer = isReachable ? await send(draft) : { kind: null };
    const { kind } = answer;
    if (kind === "saved") {
      await removeDraft(draft, answer.newer ? null : answer).catch(() => {});
    } else {
      left.push({ draft, kind });
      isReachable &&= !OUT_OF_REACH.includes(kind);
    }
  }
  return left;
}
