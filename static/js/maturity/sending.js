/* One answer sent to the server, and what came of it. */

const PATIENCE = 20_000; // milliseconds

/** The token's cookie, which is newer than the page's own after signing in in another tab. */
function token() {
  const cookie = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  return cookie ? cookie[1] : document.querySelector("[name=csrfmiddlewaretoken]").value;
}

/**
 * @returns {Promise<{kind: string, message?: string, theirs?: object, version?: number}>} kind:
 *   saved, changed, submitted, person, refused, forbidden, signed-out or unreachable
 */
export async function send(url, change) {
  let response;
  try {
    response = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
      body: JSON.stringify(change),
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch {
    return { kind: "unreachable" };
  }
  if (response.type === "opaqueredirect") return { kind: "signed-out" };
  if (response.status === 403) return { kind: "forbidden" };
  if (response.status >= 500 || response.status === 429) return { kind: "unreachable" };
  const said = await response.json().catch(() => ({}));
  if (response.ok && "version" in said) return { kind: "saved", ...said };
  if (response.status === 409 && said.reason) return { ...said, kind: said.reason };
  const message = said.message || "It could not be saved. Copy your words, then load the page again.";
  return { kind: "refused", message };
}
