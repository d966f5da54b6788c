// The one database of this device: what is typed and said, until the server has it. Every record
// says whose it is, so that nobody is shown another person's words.

const NAME = "adoption-reviews-recording";
const VERSION = 2;

export const DRAFTS = "drafts"; // {user, interview, id, …}: see outbox.js
export const PAGES = "pages"; // {user, interview, name, url, clock, covered}: no words
export const COPIES = "copies"; // {user, interview, id, …}: the segment as the server had it
export const RECORDINGS = "recordings"; // {user, interview, id, …}
export const SOUND = "sound"; // {user, interview, recording, number, blob, start_ms, …}

const KEYS = {
  [DRAFTS]: ["user", "interview", "id"],
  [PAGES]: ["user", "interview"],
  [COPIES]: ["user", "interview", "id"],
  [RECORDINGS]: ["user", "interview", "id"],
  [SOUND]: ["user", "interview", "recording", "number"],
};

// Upgrades only ever add: a page of an older version that is still open goes on with what it knows.
function upgrade(database) {
  for (const [name, keyPath] of Object.entries(KEYS)) {
    if (!database.objectStoreNames.contains(name)) {
      database.createObjectStore(name, { keyPath });
    }
  }
}

function open(version) {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, version);
    let isTooLate = false;
    request.onupgradeneeded = () => upgrade(request.result);
    request.onsuccess = () => (isTooLate ? request.result.close() : resolve(request.result));
    request.onerror = () => reject(request.error);
    request.onblocked = () => {
      isTooLate = true;
      reject(new Error("the store is in use by an older page"));
    };
  });
}

async function openAny() {
  try {
    return await open(VERSION);
  } catch (error) {
    if (error?.name === "VersionError") {
      return open(); // a newer version of the product has been here
    }
    throw error;
  }
}

let opening = null;

function database() {
  opening ??= openAny().then((found) => {
    // The browser may close it, e.g. when storage is cleared: the next use opens it again.
    found.onclose = found.onversionchange = () => {
      found.close();
      opening = null;
    };
    return found;
  });
  opening.catch(() => {
    opening = null;
  });
  return opening;
}

async function attempt(names, mode, work, isWhole) {
  const found = await database();
  return new Promise((resolve, reject) => {
    const transaction = found.transaction(names, mode, { durability: "strict" });
    const stores = [names].flat().map((name) => transaction.objectStore(name));
    let request = null;
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onabort = () => reject(transaction.error ?? new Error("the write was stopped"));
    request = work(...stores);
    if (isWhole) {
      transaction.commit?.(); // at once: a tab that dies next does not take the write with it
    }
  });
}

// Runs `work` on the stores named (one name or several); resolves with its request's result once
// that is safe on disk.
async function run(...asked) {
  try {
    return await attempt(...asked);
  } catch (error) {
    if (error?.name === "QuotaExceededError") {
      throw error;
    }
    return attempt(...asked); // the browser may have closed the database just then
  }
}

export const read = (names, work) => run(names, "readonly", work, false);
// All that is to be written is asked for at once …
export const write = (names, work) => run(names, "readwrite", work, true);
// … or depends on what is found.
export const change = (names, work) => run(names, "readwrite", work, false);

// Whether this device has kept anything, ever: asking must not make the database.
export async function isThere() {
  const all = await indexedDB.databases?.();
  return all ? all.some(({ name }) => name === NAME) : true;
}

// Every key that begins with these parts.
export const under = (...parts) => IDBKeyRange.bound(parts, [...parts, []]);
