// What waits on this device, told at its form and beside the reader's name. Loaded when there is something to tell.

import { answer, asked, fields, formOf, make, photo, said, uuid7 } from "./typed.js";

const fill = (sentence, count) => (sentence ?? "").replace("{count}", count);
export async function show({ waiting, words, pages = [] }, sent, worker) {
  for (const id of sent) came(id, words);
  if (sent.length) {
    // The copy is from before; what is typed in it stays until its reader asks for the page.
    document.querySelector(".away:not(#waits-in-all)")?.replaceChildren(make("a", { href: location.pathname + location.search }, words.fresh ?? ""));
    const said = document.getElementById("said");
    said.textContent = fill(words.told, sent.length);
    setTimeout(() => (said.textContent = ""), 8_000);
  }
  count(waiting, words);
  for (const item of waiting) await mark(item, words, worker);
  if (!document.getElementById("waiting-list")) return;
  const { list } = await import("./waiting-list.js");
  await list(waiting, words, worker, pages);
}

function count(waiting, words) {
  const of = { waiting: 0, refused: 0, late: 0 };
  for (const { refused } of waiting) of[refused === "late" ? "late" : refused ? "refused" : "waiting"] += 1;
  const says = Object.keys(of).filter((how) => of[how]).map((how) => fill(words[how], of[how])).join(", ");
  document.getElementById("waits-in-all")?.remove();
  const line = make("p", { className: "away", id: "waits-in-all", role: "status" }, make("a", { href: "/offline" }, says));
  if (says && words.kept) document.getElementById("main").before(line);
  for (const place of document.querySelectorAll("[data-when]")) {
    const shown = { waiting: of.waiting + of.refused, unsent: of.waiting, listed: waiting.length, kept: words.kept, "nothing-kept": !words.kept };
    if (place.dataset.when in shown) place.hidden = !shown[place.dataset.when];
  }
}

// A question that was answered says where its feedback is; nothing is loaded anew under somebody who is typing.
function came(id, words) {
  const form = document.querySelector(`form[data-waits="${id}"]`);
  const href = form?.action.endsWith("/practice/answers") ? `/practice/answers/${id}` : location.pathname + location.search;
  form?.querySelector("[data-says-kept]")?.replaceChildren(make("a", { href }, words.sent));
}

async function mark(item, words, worker) {
  const form = formOf(item);
  if (!form || form.dataset.waits || item.refused === "late") return;
  if (photo(item) && !item.refused && !asked(item)) {
    // Another item may follow: it is another deed, so it needs another id.
    form.elements.form.value = uuid7();
    form.reset();
    form.prepend(make("p", { className: "kept", role: "status" }, words.another));
    return;
  }
  form.dataset.waits = item.id;
  answer(form, await fields(item));
  if (item.refused) mend(form, item, words, worker);
  else rest(form, words);
}

function mend(form, item, words, worker) {
  form.elements.form.value = uuid7();
  if (photo(item)) {
    // It stays on the device until it is taken: a page that comes back with a fault has no file.
    form.prepend(make("input", { type: "hidden", name: "mends", value: item.id }));
    form.action += `#waits-${item.id}`;
  } else form.addEventListener("submit", () => worker.ask({ do: "drop", id: item.id }));
  form.prepend(make("p", { className: "kept error", role: "alert" }, `${words.mend} ${said(item)}`));
}

function rest(form, words) {
  form.removeAttribute("data-question");
  for (const field of form.elements) {
    if (field.type === "submit") field.hidden = true;
    if (field.type !== "hidden") field.disabled = true;
  }
  const says = make("p", { className: "kept", role: "status", tabIndex: -1 }, words.kept);
  says.dataset.saysKept = "";
  if (form.dataset.then) says.append(" ", make("a", { href: form.dataset.then, className: "button" }, words.next));
  form.append(says);
  form.querySelector(".next")?.remove();
  if (document.activeElement === document.body || document.activeElement?.disabled) says.focus();
}
