// The copies of pages: which there are, how old, and what they say above everything else.

const LIST = "/offline/kept";
const DAY = 86_400_000;
// A copy older than this says too little about now.
const OLDEST = 7 * DAY;
// Pages that were kept a moment ago are not asked for again with the next look at the day, unless something was answered since.
const OFTEN = 600_000;
// Bytes of a file in a page. A longer film waits for a network.
const LARGEST = 20_000_000;
const ANY = { ignoreVary: true };
const KEEPING = { redirect: "manual", headers: { "x-keeping": "1" } };

// The copy of an address, by its path alone if there is none with its query.
async function copyOf(address) {
  const pages = await caches.open(PAGES);
  const copy = (await pages.match(address, ANY)) ?? (await pages.match(new URL(address, location).pathname, ANY));
  return copy && age(copy) < OLDEST ? copy : undefined;
}

// A clock may have been set back since.
const age = (copy) => Math.abs(Date.now() - Number(copy.headers.get("x-kept")));

// A copy says above everything else that it is one, and of when.
async function shown(copy) {
  const { words } = await about();
  if (!copy || !words.away) return (await caches.match(NOBODY)) ?? Response.error();
  const at = new Date(Number(copy.headers.get("x-kept")));
  const told = (form) => (time) => new Intl.DateTimeFormat(words.lang, { timeZone: words.zone, ...form }).format(time);
  const day = told({ weekday: "long", day: "numeric", month: "long" });
  const clock = told({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" })(at);
  const says = words.away.replace("{time}", day(at) === day(Date.now()) ? clock : `${day(at)}, ${clock}`);
  const text = (await copy.text()).replace("<main ", () => `<p class="away" role="status">${escaped(says)}</p>\n<main `);
  return new Response(text, { headers: copy.headers });
}

const escaped = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;");

async function put(address, answer, at = Date.now()) {
  const headers = new Headers(answer.headers);
  headers.set("x-kept", at);
  // The body is not packed any more.
  for (const name of ["content-encoding", "content-length"]) headers.delete(name);
  await (await caches.open(PAGES)).put(address, new Response(await answer.blob(), { headers }));
}

async function keep() {
  const list = await listed();
  if (!list) return;
  const pages = await caches.open(PAGES);
  const wanted = new Set([LIST]);
  for (const { href } of list.pages) {
    // A form for evidence hardly changes: it is asked for once a day, and the others with every look at the day.
    await fetchOnce(pages, href, href.endsWith("/evidence"));
    wanted.add(href);
    const text = (await (await pages.match(href, ANY))?.text()) ?? "";
    for (const [, source] of text.matchAll(/ src="(\/media\/[^"]+)"/g)) wanted.add(source);
  }
  for (const href of wanted) if (href.startsWith("/media/")) await fetchOnce(pages, href, true);
  for (const { url } of await pages.keys()) {
    const { pathname, search } = new URL(url);
    if (!wanted.has(pathname + search)) await pages.delete(url, ANY);
  }
}

async function fetchOnce(pages, href, daily) {
  const copy = await pages.match(href, ANY);
  if (daily && copy && age(copy) < DAY) return;
  const answer = await fetch(href, KEEPING);
  if (answer.ok && Number(answer.headers.get("content-length")) < LARGEST) await put(href, answer);
}
