// A button that copies the words of a block: data-copy names the block, data-copied is what is said when it is done.
// Without this the block stands there to be selected by hand, so the buttons are hidden until it runs.

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const block = document.getElementById(button.dataset.copy);
    if (await copied(block)) document.getElementById("said").textContent = button.dataset.copied;
  });
}

async function copied(block) {
  try {
    await navigator.clipboard.writeText(block.textContent);
    return true;
  } catch {
    // No leave, or an address without encryption, where browsers have no clipboard: the words are shown and marked, so that one key copies them.
    block.closest("details").open = true;
    getSelection().selectAllChildren(block);
    block.focus();
    return document.execCommand("copy");
  }
}
