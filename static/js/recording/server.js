// What goes over the network, and what each answer means.

import { csrfToken } from "../csrf.js";

const PATIENCE = 10_000; // ms until an answer counts as lost

async function request(url, options) {
  try {
    return await fetch(url, {
      ...options,
      credentials: "same-origin",
      cache: "no-store",
      redirect: "manual", // a redirect leads to the sign-in page
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch {
    return null;
  }
}

async function json(response) {
  try {
    return await response.json();
  } catch {
    return null;
  }
}

function isSignedOut(response) {
  return response.type === "opaqueredirect" || response.status === 401;
}

// {kind: "loaded", …data} | signed-out | other-user | forbidden | unreachable
export async function loadSegments(url, user) {
  const response = await request(url, { headers: { Accept: "application/json" } });
  if (response === null || response.status >= 500) {
    return { kind: "unreachable" };
  }
  if (isSignedOut(response)) {
    return { kind: "signed-out" };
  }
  if (response.status === 403 || response.status === 404) {
    return { kind: "forbidden" };
  }
  const data = response.ok ? await json(response) : null;
  if (data === null) {
    return { kind: "unreachable" };
  }
  return data.user === user ? { kind: "loaded", ...data } : { kind: "other-user" };
}

// {kind: "saved", segment} | {kind: "conflict", theirs} | {kind: "refused", message} |
// signed-out | other-user | forbidden | unreachable
export async function saveSegment(url, id, body) {
  const send = () =>
    request(`${url}${id}/`, {
      method: "PUT",
      headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken() },
      body: JSON.stringify(body),
    });
  let response = await send();
  if (response?.status === 403) {
    // Perhaps the token had changed: asking for the segments brings the new one, or says why not.
    const asked = await loadSegments(url, body.author);
    if (asked.kind !== "loaded") {
      return asked;
    }
    response = await send();
  }
  if (response === null || response.status >= 500) {
    return { kind: "unreachable" };
  }
  if (isSignedOut(response)) {
    return { kind: "signed-out" };
  }
  const data = await json(response);
  if (response.ok && data !== null) {
    return { kind: "saved", segment: data };
  }
  if (response.status === 409 && data !== null) {
    return { kind: "conflict", theirs: data.theirs };
  }
  if (response.status === 400 || response.status === 413) {
    return { kind: "refused", message: data?.error ?? "This is more than the server takes" };
  }
  if (response.status === 403 || response.status === 404) {
    return { kind: "forbidden" };
  }
  return { kind: "unreachable" };
}
