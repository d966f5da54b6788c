// The pages that open without a connection, as the service worker keeps them.

// Their caches' names, before the user's id; see worker.js.
export const RECORDINGS = "recording-pages-";
export const RATINGS = "rating-pages-";
const PATIENCE = 3_000; // ms for the worker to answer

// `caches` is missing where the page was not fetched safely (https, or this machine).
const names = async (kinds = [RECORDINGS, RATINGS]) =>
  globalThis.caches
    ? (await caches.keys()).filter((name) => kinds.some((kind) => name.startsWith(kind)))
    : [];

const userOf = (name) => Number(name.split("-").at(-1));

// Whose pages are kept: the last one who was signed in here and had such pages; null for nobody.
export async function owner() {
  const [name] = await names();
  return name ? userOf(name) : null;
}

// Whether there are any of one kind.
export const keepsPages = async (kind) => (await names([kind])).length > 0;

// Those of one kind: [{path, title}], title as the page's own.
export async function keptPages(kind) {
  const found = [];
  for (const name of await names([kind])) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const html = await (await cache.match(request, { ignoreVary: true })).text();
      const { title } = new DOMParser().parseFromString(html, "text/html");
      found.push({ path: new URL(request.url).pathname, title });
    }
  }
  return found;
}

function tell(worker, message) {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = resolve;
    setTimeout(resolve, PATIENCE);
    worker.postMessage(message, [port2]);
  });
}

// Has the worker keep the recording pages at these paths.
export async function prepare(workerUrl, paths) {
  if (navigator.serviceWorker) {
    await navigator.serviceWorker.register(workerUrl, { scope: "/", updateViaCache: "none" });
    const { active } = await navigator.serviceWorker.ready;
    await tell(active, { prepare: paths });
  }
}

// Drops the pages of everybody but `user`; of all without one.
export async function forgetPages(user = null) {
  const others = (await names()).filter((name) => userOf(name) !== user);
  if (!others.length) {
    return;
  }
  const worker = navigator.serviceWorker?.controller;
  if (worker) {
    await tell(worker, { forget: true }); // it may just be keeping one
  }
  for (const name of others) {
    await caches.delete(name);
  }
}

// Drops the pages of one kind that are not at one of these paths.
export async function forgetOtherPages(kind, paths) {
  for (const name of await names([kind])) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      if (!paths.includes(new URL(request.url).pathname)) {
        await cache.delete(request);
      }
    }
  }
}
