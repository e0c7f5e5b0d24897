// What somebody typed into a form, as it waits on the device, and the small things that tell of it.

export const fields = ({ body, type }) => new Response(body, { headers: { "content-type": type } }).formData();

// Whether the reader came to look at it or to mend it.
export const asked = (item) => location.hash === `#waits-${item.id}`;

// Whether it may carry a file, for whichever deal.
export const photo = ({ type }) => type.startsWith("multipart/");

// The form itself, else the same question on a page that was loaded since; else the one that the reader came to mend.
export function formOf(item) {
  const forms = [...document.querySelectorAll("form[data-kept]")];
  const same = (form) => new URL(form.action).pathname === item.path && form.elements.question?.value === item.question;
  const fits = (form) => same(form) || (asked(item) && photo(item) && photo({ type: form.enctype }));
  return forms.find((form) => form.elements.form.value === item.id) ?? forms.find((form) => (item.question || asked(item)) && fits(form));
}

// What the server said of it: the sentences of the page that it answered with.
export function said(item) {
  const page = new DOMParser().parseFromString(item.said ?? "", "text/html");
  const found = [".errors li", "p.error", "h1"].map((where) => [...page.querySelectorAll(where)]).find((all) => all.length) ?? [];
  return found.map((one) => one.textContent.trim()).join(" ");
}

// Puts it into the form again, files too.
export function answer(form, given) {
  for (const field of form.elements) {
    if (!field.name || field.type === "hidden") continue;
    const values = given.getAll(field.name);
    if (/^(radio|checkbox)$/.test(field.type)) field.checked = values.includes(field.value);
    else if (field.type === "file") field.files = bag(values);
    else if (values.length) [field.value] = values;
  }
}

function bag(files) {
  const found = new DataTransfer();
  for (const file of files) if (file.size) found.items.add(file);
  return found.files;
}

// RFC 9562: 48 bits of milliseconds, then chance.
export function uuid7() {
  const time = Date.now().toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${crypto.randomUUID().slice(15)}`;
}

export function make(tag, marks, ...children) {
  const element = Object.assign(document.createElement(tag), marks);
  element.append(...children);
  return element;
}
