// Without a network: the service worker keeps pages, holds what could not be sent, and sends it later; this hands it over and tells of it.
// A form with data-kept may wait on the device. Without a service worker nothing here happens, and every form is sent as it always was.

const { person } = document.body.dataset;
const workers = navigator.serviceWorker;
// Where this device is signed out, not another one of the same person.
const OUT = ["/sign-out", "/account/sessions/sign-out"];
let told = {};

if (workers) begin();

function begin() {
  document.addEventListener("submit", signed, true);
  document.addEventListener("submit", leaving, true);
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

// Who signs out takes everything along, before the server hears of it; what was not sent yet is said once before.
async function leaving(event) {
  const form = event.target;
  if (!OUT.includes(form.getAttribute("action")) || form.dataset.gone) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!form.dataset.warned) {
    told = await inTime({ do: "list" });
    if (told.waiting?.length && told.words.leaving) {
      warn(form);
      return;
    }
  }
  await inTime({ do: "forget" });
  form.dataset.gone = "yes";
  form.requestSubmit();
}

// A worker that says nothing holds nobody here.
function inTime(wish) {
  const late = new Promise((give) => setTimeout(give, 2_000, told));
  return Promise.race([ask(wish), late]).catch(() => told);
}

function warn(form) {
  form.dataset.warned = "yes";
  const says = document.createElement("p");
  says.className = "error";
  says.role = "alert";
  says.textContent = told.words.leaving.replace("{count}", told.waiting.length);
  form.append(says);
}
