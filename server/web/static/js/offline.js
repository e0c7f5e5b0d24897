// Without a network: the service worker keeps pages, holds what could not be sent, and sends it later; this hands it over and tells of it.
// A form with data-kept may wait on the device. Without a service worker nothing here happens, and every form is sent as it always was.

import { leaving } from "./leaving.js";

const { person, rendered } = document.body.dataset;
const workers = navigator.serviceWorker;
let told = {};

if (workers) begin();
else for (const says of document.querySelectorAll("[data-when=nothing-kept]")) says.hidden = false;

function begin() {
  document.addEventListener("submit", signed, true);
  document.addEventListener("submit", (event) => leaving(event, ask), true);
  document.addEventListener("kept", () => look());
  workers.addEventListener("message", ({ data }) => look({ do: "list" }, data.sent));
  addEventListener("online", () => ask({ do: "send" }));
  addEventListener("pageshow", ({ persisted }) => persisted && look());
  // A new release keeps nothing yet.
  if (workers.controller) workers.addEventListener("controllerchange", greet);
  // After everything that the page itself needs.
  if (document.readyState === "complete") greet();
  else addEventListener("load", greet);
}

async function greet() {
  // The installed app says without a network, too, that nobody is signed in.
  if (person || !matchMedia("(display-mode: browser)").matches) await workers.register("/service-worker.js");
  else if (!workers.controller) return;
  // Whoever reads this page is told first, so that nothing of somebody else is shown or sent.
  look(person ? { do: "hello", person, fresh: location.pathname === "/today" } : { do: "list" });
}

async function ask(wish) {
  const { active } = (await workers.getRegistration()) ? await workers.ready : {};
  if (!active) return {};
  const { port1, port2 } = new MessageChannel();
  const reply = new Promise((settle) => (port1.onmessage = ({ data }) => settle(data)));
  active.postMessage(wish, [port2]);
  return reply;
}

// Most pages have nothing to tell, and load nothing to tell it with.
async function look(wish = { do: "list" }, sent = []) {
  const before = told.waiting?.length;
  told = await ask(wish);
  // Nobody's page says that something waits, somebody's what is theirs.
  if (person && told.waiting) told.waiting = told.waiting.filter((item) => item.person === person);
  if (!before && !told.waiting?.length && !sent.length && !document.querySelector("[data-when*=kept], [data-when=waiting]")) return;
  const { show } = await import("./waiting.js");
  await show({ waiting: [], words: {}, ...told }, sent, { ask, look });
}

// Says with the form whose page it stood on, and since when: this device may be somebody else's by the time it is sent.
function signed({ target }) {
  if (!person || !("kept" in target.dataset) || target.elements.whose) return;
  for (const [name, value] of Object.entries({ whose: person, rendered: rendered ?? "" })) {
    target.prepend(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
}
