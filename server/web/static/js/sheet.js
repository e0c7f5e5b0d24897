// Keys of an inspection sheet: 1 to 9 tick a clause of the row one is in, 0 is "looked: nothing shown", k is "still true", Enter goes to the next row.
// Caught on the way down, before the keys of every page.

const TYPING = "textarea, select, [contenteditable], input:not([type=checkbox], [type=radio])";
const rows = () => [...document.querySelectorAll("[data-row]")];

// The row that holds the focus, else the first that is not scrolled away.
function current() {
  const held = document.activeElement?.closest("[data-row]");
  return held ?? rows().find((row) => row.getBoundingClientRect().bottom > 120);
}

document.addEventListener("keydown", pressed, true);

function pressed(event) {
  const { key, target } = event;
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (target.closest(TYPING) || document.querySelector("dialog[open]") || !rows().length) return;
  const row = current();
  if (!row || !does(row, key, target)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

function does(row, key, target) {
  if (key === "Enter") return !target.closest("a, button, summary") && next(row);
  if (key === "k") return press(row.querySelector("[data-still]"));
  if (key === "0") return press(row.querySelector("[data-looked]"));
  return /^[1-9]$/.test(key) && press(row.querySelector(`[data-key="${key}"] input`));
}

function press(box) {
  if (!box) return false;
  const folded = box.closest("details:not([open])");
  if (folded) folded.open = true;
  box.focus();
  box.click();
  return true;
}

// After the last row the keys of the page take over: Enter would close the sheet, so the first field of what follows gets the focus instead.
function next(row) {
  const all = rows();
  const after = all[all.indexOf(row) + 1];
  const place = after?.querySelector("[data-still], [data-key] input") ?? document.querySelector("#sheet textarea, #sheet .next button");
  if (!row.contains(document.activeElement)) row.querySelector("[data-still], [data-key] input")?.focus();
  else place?.focus();
  document.activeElement.scrollIntoView({ block: "center", behavior: "instant" });
  return true;
}
