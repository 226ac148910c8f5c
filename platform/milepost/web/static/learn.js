// @ts-check
/**
 * Learning without reloads. Forms of a course page are sent in the background; the answer holds pieces
 * of the page, and each takes the place of the element with its id. Without this file every form still
 * works by itself: the server decides from the header X-Milepost-Fragment what to send.
 */

const HEADERS = { "X-Milepost-Fragment": "1", Accept: "text/html" };
const WAIT = 1500; // milliseconds after the last key before a worksheet is saved

/** Our own server made the HTML and escaped what people wrote: the one policy that the site allows. */
const policy = window.trustedTypes
  ? window.trustedTypes.createPolicy("milepost", { createHTML: (html) => html })
  : { createHTML: (/** @type {string} */ html) => html };

/** @param {string} html @returns {Element[]} the pieces that found their place */
function swap(html) {
  const parsed = new DOMParser().parseFromString(/** @type {string} */ (policy.createHTML(html)), "text/html");
  const placed = [];
  for (const piece of [...parsed.body.children]) {
    const old = piece.id && document.getElementById(piece.id);
    if (!old) continue;
    keepOpen(old, piece);
    old.replaceWith(document.adoptNode(piece));
    placed.push(piece);
  }
  return placed;
}

/** Parts of the map that the reader opened or closed stay so. @param {Element} old @param {Element} piece */
function keepOpen(old, piece) {
  const before = old.querySelectorAll("details");
  piece.querySelectorAll("details").forEach((details, n) => {
    if (before[n]) details.open = before[n].open;
  });
}

/** @param {HTMLFormElement} form @param {HTMLElement | null} submitter */
function body(form, submitter) {
  const data = new FormData(form);
  if (submitter instanceof HTMLButtonElement && submitter.name) data.set(submitter.name, submitter.value);
  return new URLSearchParams(/** @type {[string, string][]} */ ([...data]));
}

/** @param {HTMLFormElement} form @param {URLSearchParams} sent */
function send(form, sent) {
  const address = form.action.split("#")[0];
  return fetch(address, { method: "POST", headers: HEADERS, body: sent, credentials: "same-origin" });
}

/** @param {SubmitEvent} event */
async function onSubmit(event) {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.matches(".ask, [data-swap]") || form.dataset.busy) return;
  event.preventDefault();
  const sent = body(form, event.submitter);
  form.dataset.busy = "1";
  form.setAttribute("aria-busy", "true");
  try {
    const answer = await send(form, sent);
    if (answer.redirected) return void open(answer.url);
    const placed = answer.ok ? swap(await answer.text()) : [];
    if (!placed.length) throw new Error(`no piece in the answer (${answer.status})`);
    settle(placed);
  } catch {
    sendPlainly(form, event.submitter); // the browser's own way shows whatever is wrong
  }
}

/** Follow a redirect; the same address again is loaded anew. @param {string} address */
function open(address) {
  const same = new URL(address).pathname === location.pathname;
  if (!same) return location.assign(address);
  location.hash = "main"; // the news is at the top: a reload alone would stay where the button was
  location.reload();
}

/** @param {HTMLFormElement} form @param {HTMLElement | null} submitter */
function sendPlainly(form, submitter) {
  if (submitter instanceof HTMLButtonElement && submitter.name) {
    const hidden = document.createElement("input");
    hidden.type = "hidden";
    hidden.name = submitter.name;
    hidden.value = submitter.value;
    form.append(hidden);
  }
  form.submit();
}

/** Put the focus where the news is: a message, a result, the next step of a scenario. @param {Element[]} placed */
function settle(placed) {
  const first = placed[0];
  const news =
    first.querySelector(".field-error, [role='alert'], .q-step-now, .q-result:not(:empty), [role='status']:not(:empty)") ||
    first.querySelector("button, a, input") ||
    first;
  if (!(news instanceof HTMLElement)) return;
  const invalid = first.querySelector("[aria-invalid='true']");
  const target = invalid instanceof HTMLElement ? invalid : news;
  if (!target.matches("a, button, input, select, textarea")) target.tabIndex = -1;
  target.focus({ preventScroll: true });
  target.scrollIntoView({ block: "nearest" });
}

// --- worksheets: saved while one writes ----------------------------------------------------------------

/** @param {HTMLFormElement} sheet */
function autosave(sheet) {
  let timer = 0;
  let last = body(sheet, null).toString();
  /** @param {boolean} leaving */
  const save = async (leaving) => {
    const sent = body(sheet, null);
    if (sent.toString() === last) return;
    const before = last;
    last = sent.toString();
    sent.set("do", "save");
    try {
      const answer = await fetch(sheet.action.split("#")[0], {
        method: "POST", headers: HEADERS, body: sent, credentials: "same-origin", keepalive: leaving,
      });
      if (!answer.ok) throw new Error(String(answer.status));
      const html = await answer.text();
      if (!leaving) say(sheet.dataset.autosave || "", html);
    } catch {
      last = before;
      say(sheet.dataset.failed || "", "");
    }
  };
  document.addEventListener("input", (event) => {
    const field = event.target;
    if (!(field instanceof HTMLTextAreaElement) || field.form !== sheet) return;
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void save(false), WAIT);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") void save(true);
  });
  sheet.addEventListener("submit", () => {
    window.clearTimeout(timer);
    last = body(sheet, null).toString();
  });
}

/** Say that it is saved, and bring the map up to date; nobody's focus is moved. @param {string} words @param {string} html */
function say(words, html) {
  const map = new DOMParser().parseFromString(/** @type {string} */ (policy.createHTML(html)), "text/html");
  const fresh = map.getElementById("course-map");
  const old = document.getElementById("course-map");
  if (fresh && old && !old.contains(document.activeElement)) {
    keepOpen(old, fresh);
    old.replaceWith(document.adoptNode(fresh));
  }
  const place = document.getElementById("saved");
  if (place) place.textContent = words;
}

// --- on paper ------------------------------------------------------------------------------------------

/** Print with every picture, those further down too. */
async function print() {
  const pictures = [...document.images];
  for (const picture of pictures) picture.loading = "eager";
  await Promise.allSettled(pictures.map((picture) => picture.decode()));
  window.print();
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.addEventListener("click", () => void print());
  if (button.parentElement) button.parentElement.hidden = false;
}

document.addEventListener("submit", (event) => void onSubmit(/** @type {SubmitEvent} */ (event)));
const sheet = document.getElementById("sheet");
if (sheet instanceof HTMLFormElement) autosave(sheet);
