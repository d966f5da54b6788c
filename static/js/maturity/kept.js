// What this device keeps of self-ratings, over all of one person's pages.

import { change, COPIES, DRAFTS, isThere, read, under, write } from "./database.js";

// What a person wrote in one self-rating and the server does not have yet.
export async function draftsOf(person, assessment) {
  return (await isThere()) ? read(DRAFTS, (store) => store.getAll(under(person, assessment))) : [];
}

// The same on a page that may write: with the database open, what is typed just before the page goes
// still reaches it.
export const draftsToGoOn = (person, assessment) =>
  read(DRAFTS, (store) => store.getAll(under(person, assessment)));

// What a person wrote in any of them.
export async function allDraftsOf(person) {
  return (await isThere()) ? read(DRAFTS, (store) => store.getAll(under(person))) : [];
}

export const putDrafts = (drafts) =>
  write(DRAFTS, (store) => drafts.forEach((draft) => store.put(draft)));

// A draft made on another version of the framework, put beside what is typed on this one: its code
// says which version it belongs to. Returns it as it is kept now.
export async function putAside(draft) {
  const aside = { ...draft, code: `${codeOf(draft)}@${draft.framework}` };
  await change([DRAFTS], (drafts) => {
    const key = [draft.person, draft.assessment, draft.code];
    drafts.get(key).onsuccess = ({ target }) => {
      if (target.result?.stamp === draft.stamp) {
        drafts.delete(key);
        drafts.put(aside);
      }
    };
  });
  return aside;
}

// What it answers, whichever version it was made on.
export const codeOf = ({ code }) => code.split("@")[0];

// What the server has of a draft: {version, at}. Kept where a page may open without a connection.
function copyOf({ person, assessment, domain, code, said }, { version, at }) {
  return { person, assessment, domain, code, version, answer: said, by: "you", at };
}

// `saved`: what the server answered, if it has it now: a crash leaves the draft or the answer as the
// server has it. `isOlder(stamp)`: whether that record may go as well; another tab may have
// written a newer one meanwhile.
export const removeDraft = (draft, saved = null, isOlder = () => false) =>
  change([DRAFTS, COPIES], (drafts, copies) => {
    const key = [draft.person, draft.assessment, draft.code];
    if (saved && mayOpenOffline()) {
      copies.put(copyOf(draft, saved));
    }
    drafts.get(key).onsuccess = ({ target }) => {
      const stamp = target.result?.stamp;
      if (stamp === draft.stamp || isOlder(stamp)) {
        drafts.delete(key);
      }
    };
  });

// Without a service worker no page opens without a connection.
const mayOpenOffline = () => Boolean(navigator.serviceWorker?.controller);

export async function copiesOf(person, assessment) {
  return (await isThere()) ? read(COPIES, (store) => store.getAll(under(person, assessment))) : [];
}

export async function putCopy(copy) {
  if (mayOpenOffline()) {
    await write(COPIES, (store) => store.put(copy));
  }
}

export const removeCopies = (copies) =>
  write(COPIES, (store) =>
    copies.forEach(({ person, assessment, code }) => store.delete([person, assessment, code])),
  );

// How many answers of `person` wait: [{name, url, answers, assessment}], one entry a self-rating.
export async function waitingAnswers(person) {
  const found = new Map();
  for (const { assessment, name, overview } of await allDraftsOf(person)) {
    const entry = found.get(assessment) ?? { name, url: overview, answers: 0, assessment };
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
