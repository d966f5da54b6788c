// Whether this device has room left for an interview: asked before there is none.

const LITTLE = 50 * 2 ** 20; // bytes; an hour of sound takes about 30 MB, an hour of words 1 MB
const OFTEN = 60_000; // ms

async function isShort() {
  try {
    const { quota, usage } = await navigator.storage.estimate();
    return quota - usage < LITTLE;
  } catch {
    return false; // a browser that does not say
  }
}

// Calls `show(isShort)` now and every minute.
export function watchRoom(show) {
  const look = async () => show(await isShort());
  setInterval(look, OFTEN);
  look();
}
