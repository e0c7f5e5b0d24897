// Keys for a page that is read with one hand: 1 to 9 choose, Enter goes on, / searches, ? lists what works here.
// What there is stands in the page: data-key on an option, data-keys with data-keys-says on what a key does.

import { answered, current, open, own } from "./questions.js";

const TYPING = "textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=submit], [type=button])";
const LINE = "input:not([type=checkbox], [type=radio], [type=submit], [type=button])";
const OWN_ENTER = "a, button, summary, input, label";

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (key === "Enter" && target.matches(LINE) && lead(target.form)) event.preventDefault();
  if (target.closest(TYPING) || document.querySelector("dialog[open]")) return;
  if (key === "?") list();
  else if (key === "/") find();
  else if (/^[1-9]$/.test(key) && !event.repeat) choose(key);
  else if (key === "Enter" && !event.repeat && (!target.closest(OWN_ENTER) || target.closest("[data-key]"))) goOn();
  else return;
  event.preventDefault();
});

function choose(key) {
  const form = current();
  const input = (form && (own(form) ?? open(form) ?? form))?.querySelector(`[data-key="${key}"] input`);
  input?.focus();
  input?.click();
}

// Into the field of the search, on its own page; from any other, to that page.
function find() {
  const field = document.querySelector("[role=search] input");
  if (!field) return document.querySelector("[data-keys='/']")?.click();
  field.focus();
  field.select();
}

// Leads to what is still to be chosen, and says whether there was something.
function lead(form) {
  const group = form?.matches("[data-question]") && open(form);
  group?.querySelector?.("input").focus();
  return Boolean(group);
}

// Sends the current question when it is answered, else leads to what is open in it, else to the one next action of the page.
function goOn() {
  const form = current();
  if (!form) document.querySelector(".next .button.brass")?.click();
  else if (answered(form) && lead(form)) return;
  else if (answered(form)) form.requestSubmit(form.querySelector("[data-keys='Enter']"));
  else form.querySelector("input:not([type=hidden]), select, textarea")?.focus();
}

function list() {
  const says = new Map();
  for (const { dataset } of document.querySelectorAll("[data-keys-says]")) if (!says.has(dataset.keysSays)) says.set(dataset.keysSays, dataset.keys);
  const rows = [...says].map(([words, keys]) => [make("dt", make("kbd", keys)), make("dd", words)]);
  const title = make("h2", document.body.dataset.keysTitle);
  title.id = "keys-title";
  const close = make("button", document.body.dataset.keysClose);
  close.className = "button";
  close.addEventListener("click", () => dialog.close());
  const dialog = make("dialog", title, make("dl", ...rows.flat()), close);
  dialog.setAttribute("aria-labelledby", title.id);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function make(tag, ...children) {
  const element = document.createElement(tag);
  element.append(...children);
  return element;
}
