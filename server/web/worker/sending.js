// What waits is sent in its order when the network is back. The server keeps each once, however often it comes.

addEventListener("sync", (event) => event.waitUntil(send()));

let sending;
const send = () => (sending ??= deliver().finally(() => (sending = undefined)));

// Sends what waits in its order, under a fresh key of whoever is signed in now, and only what is theirs.
async function deliver() {
  if (!(await all()).some((item) => !item.refused)) return;
  const list = await listed();
  if (!list) return;
  const sent = [];
  const stuck = new Set();
  try {
    for (const item of await all()) {
      if (item.refused || item.person !== list.person || stuck.has(item.from)) continue;
      const done = await handed(item, list.csrf);
      // What was answered after it on the same page may need it; other pages do not.
      if (!done) stuck.add(item.from);
      if (done === "sent") sent.push(item.id);
    }
  } finally {
    if (sent.length) await keep().catch(() => {});
    for (const client of await clients.matchAll()) client.postMessage({ sent, after: true });
  }
}

// "sent", "refused", or nothing when it has to be tried again later.
async function handed(item, csrf) {
  const headers = { "content-type": item.type, "x-csrf": csrf, "x-kept-at": item.at, "x-sent-at": new Date().toISOString() };
  const answer = await fetch(item.path, { method: "POST", body: item.body, redirect: "manual", headers });
  if (taken(answer)) {
    // A time that cannot be counts from now: that stays here until it was read.
    const late = answer.headers.has("x-counts-from") && { ...item, body: "", type: "application/x-www-form-urlencoded", refused: "late" };
    await store("readwrite", (all) => (late ? all.put(late) : all.delete(item.id)));
    await renewed(item).catch(() => {});
    return "sent";
  }
  // Signed out, a key that has changed, too slow, too fast, or a server that is not well: nothing is wrong with the form.
  if ([401, 403, 408, 425, 429].includes(answer.status) || answer.status >= 500) return undefined;
  const said = await answer.text();
  await store("readwrite", (all) => all.put({ ...item, refused: answer.status, said }));
  return "refused";
}
