// What a page may ask of the worker, who it works for, and the database behind it.

const does = {
  // A page says who reads it. What is kept for anybody else goes, before anything is shown or sent.
  async hello({ person, fresh }) {
    const before = await about();
    const others = (await all()).filter((item) => item.person !== person);
    // A tab that was open before somebody else signed in does not speak for who is here now. Where the server cannot say who that is, it is who it was.
    const here = others.length ? (await listed().catch(() => {})) || { person: before.person || person } : { person };
    if (before.person !== here.person) await caches.delete(PAGES);
    if (here.person !== person) return;
    for (const { id } of others) await store("readwrite", (all) => all.delete(id));
    await send().catch(() => {});
    const pages = await caches.open(PAGES);
    const list = await pages.match(LIST, ANY);
    if (!list || (fresh && age(list) > OFTEN)) await keep().catch(() => {});
  },
  send: () => send().catch(() => {}),
  drop: ({ id }) => store("readwrite", (all) => all.delete(id)),
  async forget() {
    await caches.delete(PAGES);
    await store("readwrite", (all) => all.clear());
  },
};

addEventListener("message", (event) => event.waitUntil(reply(event)));

async function reply({ data, ports }) {
  await does[data.do]?.(data);
  ports[0]?.postMessage({ waiting: await all(), ...(await about()) });
}

// Who this device keeps pages for, which, and the words of their language; empty when it keeps none.
async function about() {
  return (await (await caches.open(PAGES)).match(LIST, ANY))?.json() ?? { pages: [], words: {} };
}

// What the server says this person may keep, with a key for their forms; nothing when nobody is signed in.
async function listed() {
  const answer = await fetch(LIST, KEEPING);
  // It leads to signing in: nobody is here any more. A server that is not well does not say so.
  if (answer.type === "opaqueredirect" || answer.status === 401) await caches.delete(PAGES);
  if (!answer.ok) return undefined;
  const list = await answer.clone().json();
  await put(LIST, answer);
  return list;
}

const all = async () => (await store("readonly", (all) => all.getAll())).sort((a, b) => a.nth - b.nth);

// One deed in the database of what waits. It is done when it is on the disk: a full one says so only then.
async function store(mode, deed) {
  const base = await opened();
  try {
    const whole = base.transaction("waiting", mode, { durability: "strict" });
    const written = new Promise((give, fail) => ((whole.oncomplete = give), (whole.onabort = () => fail(whole.error))));
    const [found] = await Promise.all([asked(deed(whole.objectStore("waiting"))), written]);
    return found;
  } finally {
    base.close();
  }
}

async function opened() {
  const wish = indexedDB.open("plumbline", 1);
  wish.onupgradeneeded = () => wish.result.createObjectStore("waiting", { keyPath: "id" });
  return asked(wish);
}

const asked = (wish) => new Promise((give, fail) => ((wish.onsuccess = () => give(wish.result)), (wish.onerror = () => fail(wish.error))));
