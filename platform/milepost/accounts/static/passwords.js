// "Show password": the checkbox beside a password field. Without this file it stays hidden.

for (const reveal of document.querySelectorAll("[data-reveal]")) {
  const box = reveal.querySelector("input");
  const field = document.getElementById(reveal.dataset.reveal);
  reveal.hidden = false;
  box.checked = false;
  box.addEventListener("change", () => {
    field.type = box.checked ? "text" : "password";
  });
  // Browsers offer to keep a password only when it is still one as the form goes.
  field.form.addEventListener("submit", () => {
    field.type = "password";
  });
}
