// Forms that lose nothing and send nothing twice.
// A form with data-draft keeps its typed text in this tab until the form is gone; any form is sent once while it is on its way.

const TEXT = "textarea[name], input[name]:not([type=hidden], [type=checkbox], [type=radio], [type=file], [autocomplete=one-time-code])";
const PATIENCE = 15000;

const here = () => `draft:${document.body.dataset.reader}:${location.pathname}#`;
const key = (form) => here() + form.dataset.draft;

function restore() {
  const kept = new Set();
  for (const form of document.querySelectorAll("form[data-draft]")) {
    kept.add(key(form));
    const draft = JSON.parse(sessionStorage.getItem(key(form)) ?? "{}");
    for (const field of form.querySelectorAll(TEXT)) field.value ||= draft[field.name] ?? "";
  }
  // A draft whose form is no longer on its page was sent, or is not asked for any more.
  for (const name of Object.keys(sessionStorage)) if (name.startsWith(here()) && !kept.has(name)) sessionStorage.removeItem(name);
}

document.addEventListener("input", ({ target }) => {
  const form = target.closest("form[data-draft]");
  if (!form) return;
  const fields = [...form.querySelectorAll(TEXT)].map((field) => [field.name, field.value]);
  sessionStorage.setItem(key(form), JSON.stringify(Object.fromEntries(fields)));
});

// Caught on the way down, so that neither the browser nor htmx sees the second one.
document.addEventListener("submit", once, true);

function once(event) {
  if (event.target.getAttribute("aria-busy") !== "true") return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

document.addEventListener("submit", ({ target }) => {
  if (target.method !== "post") return;
  target.setAttribute("aria-busy", "true");
  setTimeout(() => free(target), PATIENCE);
});

const free = (form) => form.removeAttribute("aria-busy");

addEventListener("pageshow", () => document.querySelectorAll("form[aria-busy]").forEach(free));
document.addEventListener("htmx:afterRequest", ({ target }) => target.closest?.("form") && free(target.closest("form")));
document.addEventListener("htmx:afterSettle", restore);
restore();
