/* A case study's page is where saving leads to: what was sent has arrived. */

import { forgetDraft, readDraft } from "./draft.js";

for (const key of Object.keys(sessionStorage)) {
  if (key.startsWith("case-study:") && readDraft(key)?.isSent) forgetDraft(key);
}
