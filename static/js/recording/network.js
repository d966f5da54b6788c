// One request to the server, as the recording page makes them. Nothing here raises.

// The answer; null where none came within `patience` ms.
export async function request(url, { patience, ...options }) {
  try {
    return await fetch(url, {
      ...options,
      credentials: "same-origin",
      cache: "no-store",
      redirect: "manual", // a redirect leads to the sign-in page
      signal: AbortSignal.timeout(patience),
    });
  } catch {
    return null;
  }
}

// What the answer holds; null where it is no JSON.
export async function json(response) {
  try {
    return await response.json();
  } catch {
    return null;
  }
}

export function isSignedOut(response) {
  return response.type === "opaqueredirect" || response.status === 401;
}
