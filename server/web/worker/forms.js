// Forms that could not be sent wait in a database on this device, each under its own id.

const WAITING = /^\/(lessons\/[^/]+\/(answers|commitment|completion)|practice\/answers|deals\/[^/]+\/evidence)$/;
// A network that does not answer for so long is none, in milliseconds: for a page of which there is a copy, an answer, and a photo.
const PATIENCE = { page: 5_000, words: 15_000, file: 120_000 };
// What a proxy says for a server that is down, and a server for a database that is: it comes later, and the same may be sent again.
const DOWN = [502, 503, 504];
const away = (answer) => !answer || DOWN.includes(answer.status);

async function post(request) {
  const body = await request.clone().arrayBuffer();
  const item = { at: new Date().toISOString(), path: new URL(request.url).pathname, type: request.headers.get("content-type"), body };
  const patience = item.type.startsWith("multipart") ? PATIENCE.file : PATIENCE.words;
  const answer = await soon(fetch(request), patience).catch(() => undefined);
  if (!away(answer)) {
    await answered().catch(() => {});
    await mended(item, answer).catch(() => {});
    if (taken(answer)) renewed(item).catch(() => {});
    return answer;
  }
  if (!(await waits(item, request.referrer).catch(() => false))) return answer ?? Response.error();
  // htmx tells the form; a plain form goes back to its page, which says so.
  if (request.headers.has("hx-request")) return new Response(null, { status: 204, headers: { "hx-trigger": "kept" } });
  return Response.redirect(request.referrer, 303);
}

// What was kept of the day is not what it was any more.
async function answered() {
  const list = await (await caches.open(PAGES)).match(LIST, ANY);
  if (list) await put(LIST, list, 0);
}

// The form for a file that a device has may be a day old: what is added next from it is another deed, and needs another id.
async function renewed({ path, type }) {
  if (type.startsWith("multipart") && (await copyOf(path))) await fetchOnce(await caches.open(PAGES), path);
}

// What is sent again after a refusal stays here until it is taken, as it was sent last, with its file.
async function mended({ path, type, body }, answer) {
  const before = await mends(await typed({ type, body }));
  if (!before) return;
  const said = taken(answer) || (await answer.clone().text());
  await store("readwrite", (all) => (said === true ? all.delete(before.id) : all.put({ ...before, path, type, body, refused: answer.status, said })));
}

const mends = async (form) => form.get("mends") && (await store("readonly", (all) => all.get(form.get("mends"))));
const typed = ({ body, type }) => new Response(body, { headers: { "content-type": type } }).formData();
const taken = (answer) => answer.ok || answer.type === "opaqueredirect";

// Keeps a form for whoever's page it stood on, if this device keeps anything for them, and says whether it did. It is sent under a fresh key, so
// that one from a page of another site must never come to wait; such a page names itself or nothing, and ours always name themselves.
async function waits(item, referrer) {
  if (!referrer.startsWith(`${location.origin}/`)) return false;
  const form = await typed(item);
  const { person, pages } = await about();
  if (!person || form.get("whose") !== person) return false;
  const from = new URL(referrer).pathname;
  const title = pages.find(({ href }) => href.split("?")[0] === from)?.title ?? from;
  // What was kept first stands: the server may have it already.
  const nth = ((await all()).at(-1)?.nth ?? 0) + 1;
  const kept = { ...item, nth, id: form.get("form"), person, question: form.get("question") ?? undefined, from, title };
  if (!(await store("readonly", (all) => all.get(kept.id)))) await store("readwrite", (all) => all.put(kept));
  await mended(item, { ok: true });
  registration.sync?.register("send").catch(() => {});
  return true;
}

// The answer, or nothing when it takes longer than so many milliseconds.
function soon(answer, patience) {
  return Promise.race([answer, new Promise((give) => setTimeout(give, patience))]);
}
