// The questions of a page: which one is current, what in it is answered, and what is still to be chosen.

// The groups of a form that keys choose in: those of an answer, and how sure one is. `own` holds the focus, `open` has nothing chosen.
const groups = (form) => [...form.querySelectorAll("[role=radiogroup][data-keys], [role=group][data-keys]")];
export const own = (form) => groups(form).find((group) => group.contains(document.activeElement));
export const open = (form) => groups(form).find((group) => !group.querySelector(":checked"));

export function answered(form) {
  const fields = [...form.querySelectorAll("input:not([type=hidden]), select, textarea")];
  return fields.some(given);
}

// A list that begins with a choice of its own stands on it before anybody chose.
function given(field) {
  if (/^(radio|checkbox)$/.test(field.type)) return field.checked;
  return field.value.trim() !== (field.options?.[0].value ?? "");
}

// The question that holds the focus or follows it; with no focus, the first one that is not yet scrolled away.
export function current() {
  const forms = [...document.querySelectorAll("form[data-question]")];
  const at = document.activeElement;
  if (!at || at === document.body || at.id === "main") return forms.find(ahead);
  return forms.find((form) => form.contains(at) || at.compareDocumentPosition(form) & Node.DOCUMENT_POSITION_FOLLOWING);
}

// A form that holds bands has no box of its own, but its last part has one.
const ahead = (form) => form.lastElementChild.getBoundingClientRect().bottom > 80;
