// What was typed on an older version of the framework, on the page as it is asked now.

import { showEarlier } from "./choosing.js";
import { putAside, removeDraft } from "./kept.js";
import { send } from "./sending.js";

// Sends it as it was made: what is asked as before is saved. Everything else is shown beside the
// answer, and stays on this device until its writer has used it or let it go.
export async function bringOver(answer, draft) {
  const aside = await putAside(draft).catch(() => draft);
  const result = await send(aside);
  const forget = () => removeDraft(aside).catch(() => {});
  if (result.kind !== "saved") {
    showEarlier(answer, aside, forget);
    return;
  }
  await forget();
  if (answer.isSaved && answer.isAsKept()) {
    const { version, at } = result;
    answer.adopt(result.newer ?? { version, at, by: "you", answer: draft.said });
  }
}
