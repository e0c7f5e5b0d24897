// A form with data-passkey is sent after the device answered a question: "new" makes a passkey, "in" signs in with one.
// The question comes from data-question; what went wrong is said in the form's own words. Without this script the form says so, too.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.dataset.passkey || form.elements.answer.value) return;
  event.preventDefault();
  answer(form);
});

async function answer(form) {
  const says = form.querySelector("[data-said]");
  says.textContent = "";
  if (!window.PublicKeyCredential) {
    says.textContent = form.dataset.missing;
  } else {
    try {
      const { asked, question } = await ask(form);
      const found = form.dataset.passkey === "new" ? await make(question) : await use(question);
      form.elements.asked.value = asked;
      form.elements.answer.value = JSON.stringify(found);
      form.submit();
      return;
    } catch (error) {
      // The device has one of this person already.
      says.textContent = error.name === "InvalidStateError" ? form.dataset.known : form.dataset.failed;
    }
  }
  form.removeAttribute("aria-busy");
}

async function ask(form) {
  const body = new URLSearchParams({ form: form.dataset.questionForm, csrf: form.elements.csrf.value });
  const reply = await fetch(form.dataset.question, { method: "POST", body });
  if (!reply.ok) throw new Error(String(reply.status));
  // Each question is for one try: the next one gets another.
  form.dataset.questionForm = crypto.randomUUID();
  return reply.json();
}

async function make(question) {
  const known = (question.excludeCredentials ?? []).map((one) => ({ ...one, id: bytes(one.id) }));
  const user = { ...question.user, id: bytes(question.user.id) };
  const publicKey = { ...question, challenge: bytes(question.challenge), user, excludeCredentials: known };
  const made = await navigator.credentials.create({ publicKey });
  return told(made, { attestationObject: text(made.response.attestationObject) });
}

async function use(question) {
  const publicKey = { ...question, challenge: bytes(question.challenge), allowCredentials: [] };
  const found = await navigator.credentials.get({ publicKey });
  const { response } = found;
  return told(found, {
    authenticatorData: text(response.authenticatorData),
    signature: text(response.signature),
    userHandle: response.userHandle && text(response.userHandle),
  });
}

function told(made, rest) {
  const response = { clientDataJSON: text(made.response.clientDataJSON), ...rest };
  return { id: made.id, rawId: text(made.rawId), type: made.type, clientExtensionResults: {}, response };
}
