/**
 * Keeps the page of passes in the browser, so that it opens without a connection. It keeps what was built and who the page's
 * server is, never a pass, an answer of a chain, or anything else that a reader asked.
 */

/** Written in at build: the files, and a name that changes with them. */
declare const BUILT: { readonly name: string; readonly files: readonly string[] };

interface Extendable {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetching {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}
const worker = globalThis as unknown as {
  addEventListener(type: "install" | "activate", listen: (event: Extendable) => void): void;
  addEventListener(type: "fetch", listen: (event: Fetching) => void): void;
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
};

const PAGE = "/p";
const CONFIG = "/p/config.json";
const PART = /^\/p\/pass-[0-9A-Za-z]+\.(js|css)$/;

async function install(): Promise<void> {
  const cache = await caches.open(BUILT.name);
  await cache.addAll([PAGE, CONFIG, ...BUILT.files]);
  await worker.skipWaiting();
}

async function activate(): Promise<void> {
  for (const name of await caches.keys()) {
    if (name.startsWith("witness-pass-") && name !== BUILT.name) await caches.delete(name);
  }
  await worker.clients.claim();
}

/** The newest while there is a connection, else what was kept. */
async function freshFirst(request: Request, kept: string): Promise<Response> {
  const cache = await caches.open(BUILT.name);
  try {
    const response = await fetch(request);
    if (response.ok) await cache.put(kept, response.clone());
    return response;
  } catch (error) {
    const known = await cache.match(kept);
    if (known) return known;
    throw error;
  }
}

/** What has a hash of its content in its name never changes: a part that only some passes or readers need is kept once it is here. */
async function keptFirst(request: Request): Promise<Response> {
  const cache = await caches.open(BUILT.name);
  const known = await cache.match(request);
  if (known) return known;
  const response = await fetch(request);
  if (response.ok) await cache.put(request, response.clone());
  return response;
}

worker.addEventListener("install", (event) => event.waitUntil(install()));
worker.addEventListener("activate", (event) => event.waitUntil(activate()));
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (pathname === PAGE) event.respondWith(freshFirst(request, PAGE));
  else if (pathname === CONFIG) event.respondWith(freshFirst(request, CONFIG));
  else if (PART.test(pathname)) event.respondWith(keptFirst(request));
});
