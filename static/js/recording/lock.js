// One tab writes an interview; another one of the same browser waits or takes over. Two would send
// the same drafts.

const SETTLES = 700; // ms in which the tab that loses the lock puts its last keys on the device
const TRIES = 4; // a page that is just being reloaded lets go a moment later

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export async function holdLock(name, { onBusy, onLost }) {
  if (!navigator.locks) {
    return;
  }
  for (let tries = 0; tries < TRIES; tries += 1) {
    if (await hold(name, { ifAvailable: true }, onLost)) {
      return;
    }
    await pause(150);
  }
  await new Promise((resolve) => onBusy(resolve));
  await hold(name, { steal: true }, onLost);
  await pause(SETTLES);
}

// Resolves with whether this tab has the lock; it is held until the tab goes or another takes it.
function hold(name, options, onLost) {
  return new Promise((resolve) => {
    navigator.locks
      .request(name, options, (lock) => {
        resolve(lock !== null);
        return lock && new Promise(() => {});
      })
      .catch(onLost);
  });
}
