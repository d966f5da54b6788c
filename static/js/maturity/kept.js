// What this device keeps of self-ratings, over all of one person's pages.

import { change, COPIES, DRAFTS, isThere, read, under, write } from "./database.js";

// What a person wrote in one self-rating and the server does not have yet.
export async function draftsOf(person, assessment) {
  return (await isThere()) ? read(DRAFTS, (store) => store.getAll(under(person, assessment))) : [];
}

export const putDrafts = (drafts) =>
  write(DRAFTS, (store) => drafts.forEach((draft) => store.put(draft)));

// Unless another tab has written a newer one meanwhile.
export const removeDraft = ({ person, assessment, code, stamp }) =>
  change(DRAFTS, (store) => {
    const key = [person, assessment, code];
    store.get(key).onsuccess = ({ target }) => {
      if (target.result?.stamp === stamp) {
        store.delete(key);
      }
    };
  });

export async function copiesOf(person, assessment) {
  return (await isThere()) ? read(COPIES, (store) => store.getAll(under(person, assessment))) : [];
}

export const putCopies = (copies) =>
  write(COPIES, (store) => copies.forEach((copy) => store.put(copy)));

export const removeCopies = (copies) =>
  write(COPIES, (store) =>
    copies.forEach(({ person, assessment, code }) => store.delete([person, assessment, code])),
  );

// How many answers of `person` wait: [{name, url, answers}], one entry a self-rating.
export async function waitingAnswers(person) {
  if (!(await isThere())) {
    return [];
  }
  const found = new Map();
  for (const { assessment, name, overview } of await read(DRAFTS, (store) =>
    store.getAll(under(person)),
  )) {
    const entry = found.get(assessment) ?? { name, url: overview, answers: 0 };
    entry.answers += 1;
    found.set(assessment, entry);
  }
  return [...found.values()];
}

// Removes the answers as the server had them: everybody's but `person`'s, and theirs of what is
// not one of the `open` self-ratings (ids; all when it is left out). What waits stays.
export async function forgetCopies(person, open = null) {
  if (!(await isThere())) {
    return;
  }
  await change(COPIES, (store) => {
    store.getAllKeys().onsuccess = ({ target }) => {
      target.result
        .filter(([whose, assessment]) => whose !== person || (open && !open.includes(assessment)))
        .forEach((key) => store.delete(key));
    };
  });
}
