// What others answered on an open page: a light question now and then, answered with 304 mostly.

const EVERY = 20_000; // ms
const PATIENCE = 10_000;

// `versions()`: {code: version shown}. `heard({person, is_open, framework, answers})` when something changed.
export function listen(url, versions, heard) {
  let mark = null;
  let asking = false;

  async function ask() {
    if (asking || document.hidden || !navigator.onLine) {
      return;
    }
    asking = true;
    try {
      const response = await fetch(`${url}?${new URLSearchParams(versions())}`, {
        headers: mark ? { "If-None-Match": mark } : {},
        cache: "no-store",
        redirect: "error",
        signal: AbortSignal.timeout(PATIENCE),
      });
      if (response.status === 200) {
        mark = response.headers.get("ETag");
        heard(await response.json());
      }
    } catch {
      // Another time, then: saving says what is the matter.
    } finally {
      asking = false;
    }
  }

  setInterval(ask, EVERY);
  document.addEventListener("visibilitychange", ask);
  addEventListener("online", ask);
  ask();
}
