// Keeps the screen on while sound is recorded: a tablet that goes dark may stop recording.

export function createAwake() {
  let isWanted = false;
  let lock = null;

  async function ask() {
    if (isWanted && document.visibilityState === "visible") {
      lock = await navigator.wakeLock?.request("screen").catch(() => null);
    }
  }

  document.addEventListener("visibilitychange", ask); // the browser lets go of it in a hidden tab

  return function stayAwake(wanted) {
    isWanted = wanted;
    if (wanted) {
      ask();
    } else {
      lock?.release();
      lock = null;
    }
  };
}
