// Sends a package as it is, with its progress, and goes to where it can be tried.
const form = document.getElementById("upload");
const problem = document.getElementById("upload-problem");
const progress = document.getElementById("upload-progress");

function say(text) {
  problem.querySelector("p").textContent = text;
  problem.hidden = false;
  progress.hidden = true;
  form.querySelector("button").disabled = false;
}

function told(request) {
  try {
    return JSON.parse(request.responseText);
  } catch {
    return {};
  }
}

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  const file = form.elements.package.files[0];
  problem.hidden = true;
  if (!file) return;
  if (file.size > Number(form.dataset.most) * 1e6) return say(form.dataset.tooLarge);
  const bar = progress.querySelector("progress");
  const words = progress.querySelector("p");
  progress.hidden = false;
  words.textContent = form.dataset.sending;
  form.querySelector("button").disabled = true;
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "application/json");
  request.setRequestHeader("Content-Type", "application/zip");
  request.setRequestHeader("X-CSRFToken", form.elements.csrf_token.value);
  request.upload.addEventListener("progress", (step) => { bar.value = (100 * step.loaded) / (step.total || 1); });
  request.upload.addEventListener("load", () => { words.textContent = form.dataset.looking; });
  request.addEventListener("load", () => {
    const answer = told(request);
    if (answer.address) location.assign(answer.address);
    else if (answer.detail) say(`${form.dataset.refused}\n${answer.detail}`);
    else say(answer.error ?? form.dataset.lost);
  });
  request.addEventListener("error", () => say(form.dataset.lost));
  request.send(file);
});
