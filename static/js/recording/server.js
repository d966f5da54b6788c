// What goes over the network, and what each answer means.

import { csrfToken } from "../csrf.js";
import { isSignedOut, json, request } from "./network.js";

const PATIENCE = 10_000; // ms until an answer counts as lost

const ask = (url, options) => request(url, { ...options, patience: PATIENCE });

// What changed since `since` and everything without it; `open`: the segment that is written in.
// {kind: "loaded", …data} | signed-out | other-user | forbidden | unreachable
export async function loadSegments(url, user, { since = null, open = null } = {}) {
  const query = new URLSearchParams();
  if (since !== null) {
    query.set("since", since);
  }
  if (open !== null) {
    query.set("open", open);
  }
  const response = await ask(`${url}?${query}`, { headers: { Accept: "application/json" } });
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

async function write(url, method, body, { segments, user }) {
  const send = () =>
    ask(url, {
      method,
      headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken() },
      body: body && JSON.stringify({ ...body, author: user }),
    });
  const response = await send();
  if (response?.status !== 403) {
    return { response };
  }
  // Perhaps the token had changed: asking for the segments brings the new one, or says why not.
  const asked = await loadSegments(segments, user, { since: 0 });
  return asked.kind === "loaded" ? { response: await send() } : { failure: asked };
}

const REFUSED = [400, 413];

// Saves to `url`. `page`: {segments, user}.
// {kind: "saved", segment} | {kind: "conflict", theirs, settled} | {kind: "refused", message} |
// withdrawn | signed-out | other-user | forbidden | unreachable
async function put(url, body, page) {
  const { response, failure } = await write(url, "PUT", body, page);
  if (failure) {
    return failure;
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
    return { kind: "conflict", ...data };
  }
  if (REFUSED.includes(response.status)) {
    return { kind: "refused", message: data?.error ?? "This is more than the server takes" };
  }
  const others = { 403: "forbidden", 404: "forbidden", 410: "withdrawn" };
  return { kind: others[response.status] ?? "unreachable" };
}

export const saveSegment = (page, id, body) => put(`${page.segments}${id}/`, body, page);

export const saveRival = (page, id, rival, body) =>
  put(`${page.segments}${id}/rivals/${rival}/`, body, page);

// Whether the server has the tick now; null when it can never have it.
export async function saveCovered(page, key, isCovered) {
  const method = isCovered ? "PUT" : "DELETE";
  const url = `${page.covered}${encodeURIComponent(key)}/`;
  const { response } = await write(url, method, null, page);
  return response?.status === 404 ? null : Boolean(response?.ok);
}
