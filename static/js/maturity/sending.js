// One answer sent to the server, and what came of it.

import { csrfToken } from "../csrf.js";
import { asSent } from "./fields.js";

const PATIENCE = 20_000; // ms
const LARGEST_PARTING = 60_000; // bytes that a browser sends for a page that is gone

const bodyOf = ({ kind, base, said, person, framework = "" }) =>
  JSON.stringify({ base_version: base, person, framework, ...asSent(kind, said) });

const request = (body) => ({
  method: "POST",
  headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken() },
  body,
  redirect: "manual",
});

// `draft`: {url, kind, base, said, person, framework}. Resolves with {kind, …}: saved, changed,
// settled, submitted, outdated, person, refused, forbidden, gone, signed-out or unreachable.
export async function send(draft) {
  let response;
  try {
    response = await fetch(draft.url, {
      ...request(bodyOf(draft)),
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch {
    return { kind: "unreachable" };
  }
  if (response.type === "opaqueredirect") return { kind: "signed-out" };
  if (response.status === 403) return { kind: "forbidden" };
  if (response.status === 404) return { kind: "gone" };
  if (response.status >= 500 || response.status === 429) return { kind: "unreachable" };
  const said = await response.json().catch(() => ({}));
  if (response.ok && "version" in said) return { kind: "saved", ...said };
  if (response.status === 409 && said.reason) return { ...said, kind: said.reason };
  const message = said.message || "It could not be saved. Copy your words, then load the page again.";
  return { kind: "refused", message };
}

// The last try of a page that is going; what comes of it nobody hears.
export function sendParting(draft) {
  const body = bodyOf(draft);
  if (new Blob([body]).size < LARGEST_PARTING) {
    fetch(draft.url, { ...request(body), keepalive: true }).catch(() => {});
  }
}
