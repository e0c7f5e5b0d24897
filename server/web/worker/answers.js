// What a page or a file is answered with. The worker is served as /service-worker.js: these parts, below lines that say VERSION and FILES.
// Files come from the device first: their addresses name their content. Pages come from the network first; those listed at /offline/kept stay.

const FILED = `files ${VERSION}`;
const PAGES = "pages";
const NOBODY = "/nobody";

addEventListener("install", (event) => {
  skipWaiting();
  // Among the files is what a device says to whoever is not signed in.
  const nobody = fetch("/offline", { credentials: "omit" }).then((answer) => (answer.ok ? answer : Promise.reject(answer)));
  event.waitUntil(caches.open(FILED).then(async (files) => Promise.all([files.addAll(FILES), files.put(NOBODY, await nobody)])));
});

addEventListener("activate", (event) => event.waitUntil(take()));

async function take() {
  // A page that was opened before this release still asks for the files of its own.
  const files = (await caches.keys()).filter((name) => name !== PAGES);
  for (const name of files.slice(0, -2)) await caches.delete(name);
  await answered().catch(() => {});
  // Firefox shows a fault of its own for a preload that fails, whatever it is answered with. What has a sync is Chromium.
  await registration.navigationPreload?.["sync" in registration ? "enable" : "disable"]();
  await clients.claim();
}

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.method === "POST" && WAITING.test(pathname)) event.respondWith(post(request));
  else if (request.method !== "GET") return;
  else if (pathname.startsWith("/static/")) event.respondWith(file(request));
  else if (pathname.startsWith("/media/")) event.respondWith(media(request));
  else if (request.mode === "navigate") event.respondWith(page(event, pathname));
});

async function file(request) {
  const kept = await caches.match(request, ANY).catch(() => undefined);
  if (kept) return kept;
  const answer = await fetch(request);
  // Without room on the device there is the file all the same.
  if (answer.ok) await caches.open(FILED).then((files) => files.put(request, answer.clone())).catch(() => {});
  return answer;
}

// A player asks for a part of a film, and some take nothing else.
async function media(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await caches.match(new URL(request.url).pathname, ANY);
    if (!kept) throw error;
    const [, from, to] = /^bytes=(\d+)-(\d*)/.exec(request.headers.get("range") ?? "") ?? [];
    if (!from) return kept;
    const all = await kept.blob();
    const end = Math.min(to ? Number(to) + 1 : all.size, all.size);
    const headers = { "content-type": kept.headers.get("content-type"), "content-range": `bytes ${from}-${end - 1}/${all.size}` };
    return new Response(all.slice(Number(from), end), { status: 206, headers });
  }
}

async function page(event, pathname) {
  const copy = await copyOf(pathname === "/" ? "/today" : event.request.url).catch(() => undefined);
  const network = fetched(event, copy);
  try {
    const answer = await (copy ? soon(network, PATIENCE.page) : network);
    // Signing in begins with nobody: what was kept for whoever was here is gone before anybody else is. Not without a network: nobody comes then.
    if (pathname.startsWith("/sign-in") && !away(answer)) await caches.delete(PAGES);
    return copy && away(answer) ? await shown(copy) : answer;
  } catch {
    return shown(copy ?? (await copyOf("/offline")));
  }
}

async function fetched(event, copy) {
  const answer = (await event.preloadResponse) ?? (await fetch(event.request));
  if (copy && answer.ok) event.waitUntil(put(event.request.url, answer.clone()));
  return answer;
}
