// The service worker: opens recording pages and parts of self-ratings without a connection. It
// keeps such a page as the server made it and the files that it names. A recording page holds no
// word of the interview; a part of a self-rating holds the answers of its time. A page is kept
// whole or not at all, so that it never meets another version's files.
//
// The server puts in front: const SETTINGS = {page: address of the offline page, files: prefix}.
// It is a plain script, because not every browser takes a module here.

// The header by which the server says whose device may keep a page, and the name of the cache that
// has it, before the user's id; offline/shells.js knows the names too.
const KINDS = [
  ["Recording-User", "recording-pages-"],
  ["Rating-User", "rating-pages-"],
];
const FILES = "recording-files";
const USED = "X-Files"; // a kept page's list of files
const IN_TIME = 3_000; // ms in which the network has to answer where there is a kept page

const LINKS = {
  html: /\b(?:href|src)="([^"]+)"/g,
  js: /\b(?:from|import)\s*\(?\s*["'](\.{0,2}\/[^"']+\.js)["']/g,
  css: /(?:\burl\(\s*["']?|@import\s+["'])([^"')]+)/g,
};

const served = new Set(); // clients whose page came from here: their files do too
let forgotten = 0; // counts up when everything kept has to go

const isHashed = (url) => /\.[0-9a-f]{12}\.\w+$/.test(new URL(url).pathname);

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(keepOfflinePage());
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) {
    return;
  }
  if (request.mode === "navigate") {
    event.respondWith(navigate(event, url.pathname));
  } else if (url.pathname.startsWith(SETTINGS.files)) {
    event.respondWith(file(event));
  }
});

self.addEventListener("message", (event) => {
  const { prepare, forget } = event.data;
  const work = forget ? forgetPages() : preparePages(prepare);
  event.waitUntil(
    work.catch(() => {}).then(() => event.ports[0]?.postMessage("done")), // another time, then
  );
});

async function navigate(event, path) {
  const kept = await keptPage(path);
  const asked = fetch(event.request);
  event.waitUntil(asked.then((response) => learn(path, response)).catch(() => {}));
  const answer = await (kept ? inTime(asked) : asked).catch(() => null);
  if (answer && !(kept && answer.status >= 500)) {
    return answer;
  }
  served.add(event.resultingClientId);
  return kept ?? (await caches.match(SETTINGS.page, { cacheName: FILES })) ?? Response.error();
}

function inTime(asked) {
  const late = new Promise((resolve) => setTimeout(resolve, IN_TIME, null));
  return Promise.race([asked, late]);
}

async function file(event) {
  const { url } = event.request;
  const kept = await caches.match(url, { cacheName: FILES, ignoreVary: true });
  if (kept && (isHashed(url) || served.has(event.clientId))) {
    return kept;
  }
  const answer = await fetch(event.request).catch(() => null);
  const isGood = answer && answer.status < 500;
  return isGood ? answer : (kept ?? answer ?? Response.error());
}

// Only one user's pages are ever kept.
async function keptPage(path) {
  for (const cacheName of await pageCaches()) {
    const kept = await caches.match(path, { cacheName, ignoreVary: true });
    if (kept) {
      return kept;
    }
  }
  return undefined;
}

// What an answer of the server means for the page kept under `path`. The server marks the pages
// that may be kept with their user; a redirect to the sign-in page, say, has no such mark, nor
// has a part of a self-rating that can only be read any more.
async function learn(path, response) {
  const [header, pages] = KINDS.find(([each]) => response.headers.has(each)) ?? [];
  if (response.status === 200 && header) {
    await keepPage(path, pages + response.headers.get(header), response.clone());
  } else if ([200, 403, 404].includes(response.status)) {
    for (const name of await pageCaches()) {
      await (await caches.open(name)).delete(path);
    }
  }
}

async function keepPage(path, cacheName, response) {
  const before = forgotten;
  const page = await whole(response, path);
  for (const name of await pageCaches()) {
    if (userOf(name) !== userOf(cacheName)) {
      await caches.delete(name);
    }
  }
  if (before === forgotten) {
    await (await caches.open(cacheName)).put(path, page);
    await tidy();
  }
}

async function keepOfflinePage() {
  const response = await fetch(SETTINGS.page, { cache: "no-cache" });
  if (!response.ok) {
    throw new Error("the server does not give the offline page");
  }
  const page = await whole(response, SETTINGS.page);
  await (await caches.open(FILES)).put(SETTINGS.page, page);
}

async function preparePages(paths) {
  await keepOfflinePage(); // perhaps there is a new one
  for (const path of paths) {
    await learn(path, await fetch(path, { credentials: "same-origin", redirect: "manual" }));
  }
}

async function forgetPages() {
  forgotten += 1;
  for (const name of await pageCaches()) {
    await caches.delete(name);
  }
}

async function pageCaches() {
  const isOfPages = (name) => KINDS.some(([, pages]) => name.startsWith(pages));
  return (await caches.keys()).filter(isOfPages);
}

const userOf = (cacheName) => cacheName.split("-").at(-1);

// The page with the list of its files, once all of them are kept. Raises when one cannot be had.
async function whole(response, path) {
  const html = await response.text();
  const files = new Set();
  await collect(html, "html", new URL(path, self.location), files);
  const headers = new Headers(response.headers);
  headers.set(USED, JSON.stringify([...files]));
  return new Response(html, { status: 200, headers });
}

async function collect(text, kind, base, files) {
  const found = [...text.matchAll(LINKS[kind])].map(([, link]) => new URL(link, base));
  const news = found.filter(
    ({ origin, pathname, href }) =>
      origin === self.location.origin && pathname.startsWith(SETTINGS.files) && !files.has(href),
  );
  news.forEach(({ href }) => files.add(href));
  await Promise.all(news.map(({ href }) => collectFile(href, files)));
}

async function collectFile(url, files) {
  const cache = await caches.open(FILES);
  let response = isHashed(url) ? await cache.match(url, { ignoreVary: true }) : undefined;
  if (!response) {
    response = await fetch(url, isHashed(url) ? {} : { cache: "no-cache" });
    if (response.status === 404 && !isHashed(url)) {
      return; // words that only look like the name of a file
    }
    if (!response.ok) {
      throw new Error(`${url}: ${response.status}`);
    }
    await cache.put(url, response.clone());
  }
  const kind = new URL(url).pathname.split(".").at(-1);
  if (kind === "js" || kind === "css") {
    await collect(await response.text(), kind, url, files);
  }
}

// Files that no kept page names any more go.
async function tidy() {
  const cache = await caches.open(FILES);
  const used = new Set([new URL(SETTINGS.page, self.location).href]);
  const pages = [await cache.match(SETTINGS.page)];
  for (const name of await pageCaches()) {
    pages.push(...(await (await caches.open(name)).matchAll()));
  }
  for (const page of pages) {
    JSON.parse(page?.headers.get(USED) ?? "[]").forEach((url) => used.add(url));
  }
  for (const request of await cache.keys()) {
    if (!used.has(request.url)) {
      await cache.delete(request);
    }
  }
}
