// What goes over the network, and what each answer means.

import { csrfToken } from "../../csrf.js";
import { isSignedOut, json, request } from "../network.js";

const PATIENCE = 20_000; // ms until an answer counts as lost
const MOST = 2 ** 31 - 1; // ms that the server understands; an interview may never be ended

const ask = (url, options) => request(url, { ...options, patience: PATIENCE });

// {kind: "stored", data} | {kind: "not-allowed", obstacle, words} | {kind: "refused", words,
// isDamaged} | signed-out | other-user | forbidden | missing | unreachable
async function meaning(response) {
  if (response === null || response.status >= 500) {
    return { kind: "unreachable" };
  }
  if (isSignedOut(response)) {
    return { kind: "signed-out" };
  }
  const data = await json(response);
  if (response.ok) {
    return data ? { kind: "stored", data } : { kind: "unreachable" };
  }
  if (response.status === 403 && data?.obstacle) {
    return { kind: "not-allowed", obstacle: data.obstacle, words: data.error };
  }
  if (response.status === 403 && data?.user) {
    return { kind: "other-user" };
  }
  if (response.status === 403) {
    return { kind: "forbidden" };
  }
  if (response.status === 404) {
    return { kind: "missing" };
  }
  if ([400, 409, 413].includes(response.status)) {
    const words = data?.error ?? "This is more than the server takes";
    return { kind: "refused", words, isDamaged: Boolean(data?.damaged) };
  }
  return { kind: "unreachable" };
}

// Whether sound may be recorded: {kind: "stored", data: {user, obstacle}}, or as `meaning`.
export async function askAboutSound(url, user) {
  const answer = await meaning(await ask(url, { headers: { Accept: "application/json" } }));
  return answer.kind === "stored" && answer.data.user !== user ? { kind: "other-user" } : answer;
}

async function put(url, user, recordings, options) {
  const send = async () =>
    meaning(
      await ask(url, {
        ...options,
        method: "PUT",
        headers: { ...options.headers, "X-CSRFToken": csrfToken() },
      }),
    );
  const answer = await send();
  if (answer.kind !== "forbidden") {
    return answer;
  }
  // Perhaps the token had changed: asking brings the new one, or says why not.
  const asked = await askAboutSound(recordings, user);
  return asked.kind === "stored" ? send() : asked;
}

export function putSlice(recording, slice, { user, elapsed }) {
  const query = new URLSearchParams({
    author: user,
    recording_start_ms: recording.start_ms,
    start_ms: slice.start_ms,
    duration_ms: slice.duration_ms,
    sha256: slice.sha256,
    elapsed_ms: Math.min(elapsed, MOST),
  });
  const url = `${recording.url}${recording.id}/slices/${slice.number}/?${query}`;
  return put(url, user, recording.url, {
    body: slice.data,
    headers: { "Content-Type": recording.content_type },
  });
}

export function putStopped(recording, { user }) {
  return put(`${recording.url}${recording.id}/`, user, recording.url, {
    body: JSON.stringify({ author: user, n_slices: recording.n_slices }),
    headers: { "Content-Type": "application/json" },
  });
}
