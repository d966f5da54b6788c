// The self-ratings' database of this device: answers until the server has them, and answers as the
// server had them last, for pages that open without a connection. Every record says whose it is.

import { onDevice } from "../database.js";

export { under } from "../database.js";

// {person, assessment, code, stamp, at, domain, framework, page, name, overview, title, url, kind,
// base, said, chosen}: `page` and `overview` are paths, `name`, `title` and `chosen` (what a choice
// was called) words, `url` is where it is sent, `framework` the version the page was drawn on; the
// code of one made on another version than the page's is <code>@<framework>
export const DRAFTS = "drafts";
// {person, assessment, code, domain, version, answer, by, at}
export const COPIES = "copies";

export const { read, write, change, isThere } = onDevice("adoption-reviews-self-rating", 1, {
  [DRAFTS]: ["person", "assessment", "code"],
  [COPIES]: ["person", "assessment", "code"],
});
