// Without a network: the service worker keeps pages, holds what could not be sent, and sends it later; this hands it over and tells of it.
// A form with data-kept may wait on the device. Without a service worker nothing here happens, and every form is sent as it always was.

const { person } = document.body.dataset;
const workers = navigator.serviceWorker;
let told = {};

if (workers) begin();

function begin() {
  document.addEventListener("submit", signed, true);
  document.addEventListener("submit", leaving, true);
  document.addEventListener("kept", () => look());
  workers.addEventListener("message", ({ data }) => look({ do: "list" }, data.sent));
  addEventListener("online", () => ask({ do: "send" }));
  addEventListener("pageshow", ({ persisted }) => persisted && look());
  // After everything that the page itself needs.
  if (document.readyState === "complete") greet();
  else addEventListener("load", greet);
}

async function greet() {
  if (person) await workers.register("/service-worker.js");
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
  if (!before && !told.waiting?.length && !sent.length && !document.querySelector("[data-when]")) return;
  const { show } = await import("./waiting.js");
  await show({ waiting: [], words: {}, ...told }, sent, { ask, look });
}

// Says with the form whose page it stood on: this device may be somebody else's by the time it is sent.
function signed({ target }) {
  if (!person || !("kept" in target.dataset) || target.elements.whose) return;
  const whose = Object.assign(document.createElement("input"), { type: "hidden", name: "whose", value: person });
  target.prepend(whose);
}

// Who signs out takes everything along; what was not sent yet is said once before.
function leaving(event) {
  const form = event.target;
  if (!form.action.endsWith("/sign-out")) return;
  if (!told.waiting?.length || form.dataset.warned) {
    ask({ do: "forget" });
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  form.dataset.warned = "yes";
  const says = document.createElement("p");
  says.className = "error";
  says.role = "alert";
  says.textContent = told.words.leaving.replace("{count}", told.waiting.length);
  form.append(says);
}
