// What a page or a file is answered with. The worker is served as /service-worker.js: these parts, below lines that say VERSION and FILES.
//
// Files are taken from the device first: their addresses name their content. Pages come from the network first, and a few of them, which the
// server lists for this person at /offline/kept, stay as copies.

const FILED = `files ${VERSION}`;
const PAGES = `pages ${VERSION}`;

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(caches.open(FILED).then((files) => files.addAll(FILES)));
});

addEventListener("activate", (event) => event.waitUntil(take()));

async function take() {
  for (const name of await caches.keys()) if (name !== FILED && name !== PAGES) await caches.delete(name);
  await registration.navigationPreload?.enable();
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
  if (answer.ok) await filed(request, answer.clone()).catch(() => {});
  return answer;
}

// A device without room has the file all the same: whoever calls this goes on without it.
async function filed(request, answer) {
  const files = await caches.open(FILED);
  await files.put(request, answer);
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
  const copy = await copyOf(event.request.url).catch(() => undefined);
  const network = fetched(event, copy);
  try {
    const answer = await (copy ? soon(network, PATIENCE.page) : network);
    // Signing in begins with nobody: what was kept for whoever was here is gone before anybody else is. Not without a network: nobody comes then.
    if (pathname.startsWith("/sign-in")) await caches.delete(PAGES);
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
