// Posting to the server. Nothing here throws: an answer has `error` when it did not work.

import { csrfToken } from "../csrf.js";

const PATIENCE = 15_000; // ms

export async function post(url, fields) {
  let response;
  try {
    response = await fetch(url, {
      method: "POST",
      headers: { Accept: "application/json", "X-CSRFToken": csrfToken() },
      body: new URLSearchParams(fields),
      credentials: "same-origin",
      redirect: "manual", // a redirect leads to the sign-in page
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch {
    return { error: "There is no connection to the server. Nothing was changed: try again" };
  }
  if (response.type === "opaqueredirect") {
    return { error: "You are signed out. Sign in in another tab, then try again here" };
  }
  if (response.status === 403 || response.status === 404) {
    return { error: "This can no longer be changed. Reload the page" };
  }
  try {
    return await response.json();
  } catch {
    return { error: "The server could not do this. Nothing was changed: try again" };
  }
}
