// Where a fault stands: its line is selected in the text above, so that it can be mended there. Without this the link leads to the numbered lines.

document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#line-"]');
  const text = document.getElementById("text");
  if (!link || !text) return;
  event.preventDefault();
  const before = text.value.split("\n").slice(0, Number(link.hash.slice(6)) - 1);
  const start = before.join("\n").length + (before.length ? 1 : 0);
  const end = text.value.indexOf("\n", start);
  text.focus();
  text.setSelectionRange(start, end < 0 ? text.value.length : end);
  const height = text.scrollHeight / text.value.split("\n").length;
  text.scrollTop = Math.max(0, before.length * height - text.clientHeight / 2);
});
