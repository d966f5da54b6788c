// The recordings' database of this device. Every record says whose it is, so that nobody is shown
// another person's words.

import { onDevice } from "../database.js";

export { under } from "../database.js";

export const DRAFTS = "drafts"; // {user, interview, id, …}: see outbox.js
export const PAGES = "pages"; // {user, interview, name, url, clock, covered}: no words
export const COPIES = "copies"; // {user, interview, id, …}: the segment as the server had it
export const RECORDINGS = "recordings"; // {user, interview, id, …}
export const SOUND = "sound"; // {user, interview, recording, number, blob, start_ms, …}

export const { read, write, change, isThere } = onDevice("adoption-reviews-recording", 2, {
  [DRAFTS]: ["user", "interview", "id"],
  [PAGES]: ["user", "interview"],
  [COPIES]: ["user", "interview", "id"],
  [RECORDINGS]: ["user", "interview", "id"],
  [SOUND]: ["user", "interview", "recording", "number"],
});
