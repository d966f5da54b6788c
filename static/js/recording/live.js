// Asks the server again and again what others did: often while the page is looked at, seldom while
// it is not, at once when it is looked at again or the connection comes back.

const TOGETHER = 1_500; // ms between questions while somebody else is here too
const ALONE = 2_000;
const HIDDEN = 30_000;
const LONGEST_WAIT = 15_000; // ms after many failures

// `ask()` resolves with {kind, here, …} or null when nothing is to be asked now.
export function createLive(ask) {
  let timer = null;
  let asking = null;
  let failures = 0;

  function delay(answer) {
    if (document.visibilityState === "hidden") {
      return HIDDEN;
    }
    if (failures || !navigator.onLine) {
      return Math.min(LONGEST_WAIT, ALONE * 2 ** failures);
    }
    return answer?.here?.length ? TOGETHER : ALONE;
  }

  async function attempt() {
    clearTimeout(timer);
    const answer = await ask();
    failures = answer && answer.kind !== "loaded" ? failures + 1 : 0;
    timer = setTimeout(now, delay(answer));
  }

  function now() {
    asking ??= attempt().finally(() => {
      asking = null;
    });
    return asking;
  }

  return { now };
}
