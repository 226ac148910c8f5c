// Passkeys: asks the site for options, the authenticator for an answer, and sends the answer by the
// form itself, so that every message comes back on the page. Without this file the buttons stay hidden.

const supported =
  window.isSecureContext && "PublicKeyCredential" in window && "parseCreationOptionsFromJSON" in PublicKeyCredential;

/** Whether this page's host may use passkeys of the site (`data-rp` on the button). */
const belongs = (rp) => location.hostname === rp || location.hostname.endsWith(`.${rp}`);

const ways = {
  register: (options) =>
    navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) }),
  "sign-in": (options) =>
    navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) }),
};

/** Fill the form's `credential` and send it. A refusal by the site is shown by the page it answers with. */
async function press(button) {
  const form = button.form;
  const status = document.getElementById(button.getAttribute("aria-describedby"));
  button.disabled = true;
  status.textContent = "";
  try {
    const response = await fetch(button.dataset.options, { method: "POST", body: new FormData(form) });
    if (response.ok) {
      const credential = await ways[button.dataset.passkey](await response.json());
      form.elements.credential.value = JSON.stringify(credential.toJSON());
    } else {
      form.elements.credential.value = "refused";
    }
    form.submit();
  } catch {
    status.textContent = button.dataset.failed;
    button.disabled = false;
  }
}

for (const button of document.querySelectorAll("button[data-passkey]")) {
  if (!supported || !belongs(button.dataset.rp)) continue;
  const area = button.closest("[data-passkeys]");
  if (area) area.hidden = false;
  button.addEventListener("click", () => press(button));
}
