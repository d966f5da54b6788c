// Asking the server. Nothing here throws: an answer has `error`, a sentence, when it did not work,
// and `isRefused` when asking again would not help.

import { csrfToken } from "../csrf.js";

const PATIENCE = 15_000; // ms

const OFFLINE = "There is no connection to the server. Nothing is lost: try again";
const SIGNED_OUT = "You are signed out. Sign in in another tab, then try again here";
const BROKEN = "The server could not do this. Nothing is lost: try again";
const GONE = "This can no longer be changed. Reload the page to see why";

export function post(url, fields, options = {}) {
  return ask(url, {
    method: "POST",
    headers: { Accept: "application/json", "X-CSRFToken": csrfToken() },
    body: new URLSearchParams(fields),
    ...options,
  });
}

export function get(url) {
  return ask(url, { headers: { Accept: "application/json" } });
}

async function ask(url, options) {
  let response;
  try {
    response = await fetch(url, {
      credentials: "same-origin",
      redirect: "manual", // a redirect leads to the sign-in page
      signal: AbortSignal.timeout(PATIENCE),
      ...options,
    });
  } catch {
    return { error: OFFLINE, isOffline: true };
  }
  if (response.type === "opaqueredirect" || response.status === 401) {
    return { error: SIGNED_OUT };
  }
  if (response.status === 403 || response.status === 404) {
    return { error: GONE, isRefused: true };
  }
  if (response.status === 204) {
    return {};
  }
  try {
    const answer = await response.json();
    return response.ok
      ? answer
      : { error: answer.error ?? BROKEN, isRefused: response.status === 400 };
  } catch {
    return { error: BROKEN };
  }
}
