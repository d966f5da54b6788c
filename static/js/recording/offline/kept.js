// What this device keeps for all interviews together.

import {
  change,
  COPIES,
  DRAFTS,
  isThere,
  PAGES,
  read,
  RECORDINGS,
  SOUND,
  under,
} from "../database.js";

const key = (user, interview) => `${user}/${interview}`;

// How much of `user`'s waits to go up: [{interview, name, url, segments, slices}]; name and url
// are missing where the recording page did not get to note them.
export async function waiting(user) {
  if (!(await isThere())) {
    return [];
  }
  const found = new Map();
  const count = (keys, what) => {
    for (const [, interview] of keys) {
      const entry = found.get(interview) ?? { interview, segments: 0, slices: 0 };
      entry[what] += 1;
      found.set(interview, entry);
    }
  };
  const all = (name, method) => read(name, (store) => store[method](under(user)));
  count(await all(DRAFTS, "getAllKeys"), "segments");
  count(await all(SOUND, "getAllKeys"), "slices");
  for (const { interview, name, url } of await all(PAGES, "getAll")) {
    Object.assign(found.get(interview) ?? {}, { name, url });
  }
  return [...found.values()].sort((one, other) => one.interview - other.interview);
}

// Whether there is anything but what waits.
export async function keepsMore() {
  if (!(await isThere())) {
    return false;
  }
  for (const name of [COPIES, PAGES, RECORDINGS]) {
    if (await read(name, (store) => store.count())) {
      return true;
    }
  }
  return false;
}

// Removes what is no longer needed: everybody's but `user`'s, and of theirs what is not of one of
// the `open` interviews (ids). What waits stays, with what is needed to send it.
export async function forget(user, open = []) {
  if (!(await isThere())) {
    return;
  }
  const waits = new Set();
  const isOver = ([whose, interview]) => whose !== user || !open.includes(interview);
  await change([DRAFTS, SOUND, COPIES, PAGES, RECORDINGS], (drafts, sound, copies, pages, rest) => {
    const sweep = (store, isNeeded) => {
      store.getAllKeys().onsuccess = ({ target }) => {
        target.result
          .filter((found) => isOver(found) && !isNeeded(found))
          .forEach((found) => store.delete(found));
      };
    };
    const note = ({ target }) =>
      target.result.forEach(([whose, interview]) => waits.add(key(whose, interview)));
    drafts.getAllKeys().onsuccess = note;
    sound.getAllKeys().onsuccess = note;
    // Requests are answered in their order: what waits is known by now.
    const isWaiting = ([whose, interview]) => waits.has(key(whose, interview));
    sweep(copies, () => false);
    sweep(pages, isWaiting);
    sweep(rest, isWaiting);
  });
}
