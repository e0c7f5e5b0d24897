// After htmx put a piece of the page in place: the focus goes where reading goes on, and a lost connection is said.

const FIELDS = "input:not([type=hidden]), select, textarea";
const said = document.getElementById("said");

document.addEventListener("htmx:afterSettle", ({ target }) => {
  said.textContent = document.getElementById(target.id)?.querySelector("[data-says]")?.textContent ?? "";
  // Where only what lies around a field was redrawn, whoever is in it stays there.
  if (target.closest("[data-keeps-focus], [data-drawn]")) return;
  const root = target.isConnected ? target : document.getElementById(target.id);
  place(root)?.focus();
});

// The first field that is wrong, else the first field of a form with a fault, else the verdict or the new hint, else the question that was opened again.
function place(root) {
  if (!root || root.id === "main") return root;
  if (root.contains(document.activeElement) && document.activeElement.matches("[autofocus]")) return null;
  const wrong = root.querySelector('[aria-invalid="true"]');
  if (wrong) return wrong;
  if (root.querySelector('[role="alert"]')) return root.querySelector(FIELDS);
  return root.querySelector("[data-focus]") ?? root.querySelector(FIELDS);
}

for (const lost of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(lost, () => (said.textContent = document.body.dataset.offline));
}
