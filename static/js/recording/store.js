// What waits on this device, in IndexedDB: one record a segment until the server has it. Records
// are kept by user and interview, so that nobody is shown another person's words.

const NAME = "adoption-reviews-recording";
const DRAFTS = "drafts"; // {user, interview, id, …}: see outbox.js
const PAGES = "pages"; // {user, interview, startedAt, covered}: no words

function openDatabase() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(DRAFTS, { keyPath: ["user", "interview", "id"] });
      request.result.createObjectStore(PAGES, { keyPath: ["user", "interview"] });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("the store is in use by an older page"));
  });
}

export function createStore(user, interview) {
  let opening = null;

  function database() {
    opening ??= openDatabase().then((found) => {
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

  // Runs `work` on one store; resolves with its request's result once that is safe on disk.
  async function run(name, mode, work) {
    const found = await database();
    return new Promise((resolve, reject) => {
      const transaction = found.transaction(name, mode, { durability: "strict" });
      const request = work(transaction.objectStore(name));
      transaction.oncomplete = () => resolve(request?.result);
      transaction.onabort = () => reject(transaction.error ?? new Error("the write was stopped"));
    });
  }

  const mine = IDBKeyRange.bound([user, interview], [user, interview, []]);

  return {
    drafts: () => run(DRAFTS, "readonly", (store) => store.getAll(mine)),
    countDrafts: () => run(DRAFTS, "readonly", (store) => store.count(mine)),
    // All of them or none.
    putDrafts: (drafts) =>
      run(DRAFTS, "readwrite", (store) => {
        for (const draft of drafts) {
          store.put({ ...draft, user, interview });
        }
      }),
    removeDraft: (id) => run(DRAFTS, "readwrite", (store) => store.delete([user, interview, id])),
    page: async () => (await run(PAGES, "readonly", (store) => store.get([user, interview]))) ?? {},
    putPage: (page) => run(PAGES, "readwrite", (store) => store.put({ ...page, user, interview })),
  };
}
