// A database of this device: what was typed or said, until the server has it.

// `keys`: {name of a store: the parts of its records' keys}. Upgrades only ever add: a page of an
// older version that is still open goes on with what it knows.
export function onDevice(name, version, keys) {
  let opening = null;

  function upgrade(database) {
    for (const [store, keyPath] of Object.entries(keys)) {
      if (!database.objectStoreNames.contains(store)) {
        database.createObjectStore(store, { keyPath });
      }
    }
  }

  function open(wanted) {
    return new Promise((resolve, reject) => {
      const request = indexedDB.open(name, wanted);
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
      return await open(version);
    } catch (error) {
      if (error?.name === "VersionError") {
        return open(); // a newer version of the product has been here
      }
      throw error;
    }
  }

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
      const stores = [names].flat().map((each) => transaction.objectStore(each));
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

  return {
    read: (names, work) => run(names, "readonly", work, false),
    // All that is to be written is asked for at once …
    write: (names, work) => run(names, "readwrite", work, true),
    // … or depends on what is found.
    change: (names, work) => run(names, "readwrite", work, false),
    // Whether this device has kept anything, ever: asking must not make the database.
    async isThere() {
      const all = await indexedDB.databases?.();
      return all ? all.some((each) => each.name === name) : true;
    },
  };
}

// Every key that begins with these parts.
export const under = (...parts) => IDBKeyRange.bound(parts, [...parts, []]);
