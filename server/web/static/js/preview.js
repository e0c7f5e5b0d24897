// A preview comes again when a file was saved: the page asks what is new, is answered at the next save, and is put in place where it stands.

const sight = () => document.querySelector("[data-sight]")?.dataset.sight;

async function wait() {
  try {
    const answer = await fetch(`/news?since=${sight()}`);
    const { number } = await answer.json();
    if (String(number) !== sight()) await renew();
  } catch {
    // The preview was stopped, or is starting again.
    await new Promise((again) => setTimeout(again, 500));
  }
  wait();
}

async function renew() {
  const answer = await fetch(location.href);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const main = page.getElementById("main");
  if (!main?.querySelector("[data-sight]")) return location.reload();
  for (const field of document.querySelectorAll("#main :is(input, select, textarea)[id]")) keep(field, main);
  document.title = page.title;
  document.getElementById("main").replaceWith(document.adoptNode(main));
  window.htmx?.process(main);
}

// What was chosen or typed and not sent yet stays, where the field is still there.
function keep(field, main) {
  const now = main.querySelector(`[id="${CSS.escape(field.id)}"]`);
  if (!now || now.type !== field.type || field.type === "hidden") return;
  if (field.type === "radio" || field.type === "checkbox") now.checked = field.checked;
  else now.value = field.value;
}

if (sight()) wait();
