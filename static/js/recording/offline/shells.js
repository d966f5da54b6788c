// The recording pages that open without a connection, as the service worker keeps them.

const PAGES = "recording-pages-"; // and the user's id; see worker.js
const PATIENCE = 3_000; // ms for the worker to answer

// `caches` is missing where the page was not fetched safely (https, or this machine).
const names = async () =>
  globalThis.caches ? (await caches.keys()).filter((name) => name.startsWith(PAGES)) : [];

// Whose pages are kept: the last reviewer who was signed in here; null for nobody.
export async function owner() {
  const [name] = await names();
  return name ? Number(name.slice(PAGES.length)) : null;
}

// [{path, title}], title as the page's own.
export async function keptPages() {
  const found = [];
  for (const name of await names()) {
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
  const others = (await names()).filter((name) => name !== PAGES + user);
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

// Drops the pages that are not at one of these paths.
export async function forgetOtherPages(paths) {
  for (const name of await names()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      if (!paths.includes(new URL(request.url).pathname)) {
        await cache.delete(request);
      }
    }
  }
}
