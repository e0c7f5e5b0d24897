// Who signs out takes everything from this device, before the server hears of it; what was not sent yet is said once before.

// Where this device is signed out, not another one of the same person.
const OUT = ["/sign-out", "/account/sessions/sign-out"];

export async function leaving(event, ask) {
  const form = event.target;
  if (!OUT.includes(form.getAttribute("action")) || form.dataset.gone) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!form.dataset.warned) {
    const { waiting, words } = await inTime(ask({ do: "list" }));
    const unsent = waiting?.filter(({ refused }) => refused !== "late").length;
    if (unsent && words.leaving) {
      warn(form, words.leaving.replace("{count}", unsent));
      return;
    }
  }
  await inTime(ask({ do: "forget" }));
  form.dataset.gone = "yes";
  form.requestSubmit();
}

// A worker that says nothing holds nobody here.
function inTime(reply) {
  const late = new Promise((give) => setTimeout(give, 2_000, {}));
  return Promise.race([reply, late]).catch(() => ({}));
}

function warn(form, words) {
  form.dataset.warned = "yes";
  form.append(Object.assign(document.createElement("p"), { className: "error", role: "alert", textContent: words }));
}
