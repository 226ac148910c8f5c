// @ts-check
/**
 * What questions do in a browser, on the site and in every package. It needs no other file, works as a
 * module and as a classic script, and makes every answer easier to give; without it, forms still work.
 *
 * Markup (courseware/render.py): `section.question[data-question][data-type]`, and in it
 * - order: `ol.q-order[data-label-up][data-label-down][data-label-moved]` of `.q-row`, each with a `label`
 *   and a `select` whose values are the places 1..n; gets up and down buttons
 * - reflect: `textarea[data-words]` before `.q-count[data-label-count]` (JSON: forms, pick)
 * - hints: `details.hint`, the next one offered when the one before was opened
 */
(function () {
  "use strict";

  const milepost = (window.milepost = window.milepost || {});

  /** @param {string} text @param {Record<string, string | number>} values */
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));

  /**
   * A counted label, as courseware/labels.py writes it.
   * @param {{forms: string[], pick: string}} label
   * @param {number} n
   */
  function plural({ forms, pick }, n) {
    const place = n < 200 ? n : 100 + (n % 100);
    return fill(forms[Number(pick[Math.min(place, pick.length - 1)])], { n });
  }

  /** @param {string} tag @param {Record<string, string>} attributes @param {string} [text] */
  function element(tag, attributes, text = "") {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.textContent = text;
    return made;
  }

  // --- order ---------------------------------------------------------------------------------------

  /** @param {HTMLElement} question  the list */
  function enhanceOrder(question) {
    const rows = rowsOf(question);
    if (question.querySelector(":disabled, .q-moves")) return showPlaces(question);
    question.after(element("p", { class: "q-live visually-hidden", role: "status" }));
    for (const row of rows) row.append(moveButtons(question, row));
    showPlaces(question);
    question.addEventListener("change", ({ target }) => {
      const row = target instanceof HTMLSelectElement ? target.closest(".q-row") : null;
      if (row) moveTo(question, /** @type {HTMLElement} */ (row), Number(selectOf(row).value) - 1);
    });
  }

  /** @param {Element} question @returns {HTMLElement[]} */
  const rowsOf = (question) => [...question.querySelectorAll(".q-row")].filter(selectOf);

  /** @param {Element} row @returns {HTMLSelectElement} */
  function selectOf(row) {
    return /** @type {HTMLSelectElement} */ (row.querySelector("select"));
  }

  /** @param {Element} row */
  const itemOf = (row) => ((row.querySelector("label") || row).textContent || "").trim();

  /** @param {HTMLElement} question @param {HTMLElement} row */
  function moveButtons(question, row) {
    const moves = element("span", { class: "q-moves" });
    for (const [way, sign, step] of /** @type {[string, string, number][]} */ ([["up", "↑", -1], ["down", "↓", 1]])) {
      const label = fill(question.getAttribute(`data-label-${way}`) || "", { item: itemOf(row) });
      const button = element("button", { type: "button", class: `q-move q-move-${way}`, "aria-label": label }, sign);
      button.addEventListener("click", () => {
        moveTo(question, row, rowsOf(question).indexOf(row) + step);
        button.focus();
      });
      moves.append(button);
    }
    return moves;
  }

  /**
   * Put a row at a place (from 0), number all of them and say so.
   * @param {HTMLElement} question @param {HTMLElement} row @param {number} place
   */
  function moveTo(question, row, place) {
    const others = rowsOf(question).filter((other) => other !== row);
    if (place < 0 || place > others.length) return;
    const focused = document.activeElement;
    if (place < others.length) others[place].before(row);
    else others[others.length - 1].after(row);
    rowsOf(question).forEach((each, n) => (selectOf(each).value = String(n + 1)));
    if (focused instanceof HTMLElement && row.contains(focused)) focused.focus();
    showPlaces(question);
    say(question, { item: itemOf(row), n: place + 1, total: others.length + 1 });
  }

  /** Rows that were all given a place stand there; the ends have nowhere to go. @param {HTMLElement} question */
  function showPlaces(question) {
    const rows = rowsOf(question);
    const places = rows.map((row) => Number(selectOf(row).value));
    if (new Set(places).size === rows.length && places.every(Boolean)) {
      const sorted = [...rows].sort((a, b) => Number(selectOf(a).value) - Number(selectOf(b).value));
      if (sorted.some((row, n) => row !== rows[n])) sorted.forEach((row) => row.parentElement?.append(row));
    }
    rowsOf(question).forEach((row, n) => {
      row.querySelector(".q-move-up")?.setAttribute("aria-disabled", String(n === 0));
      row.querySelector(".q-move-down")?.setAttribute("aria-disabled", String(n === rows.length - 1));
    });
  }

  /** @param {HTMLElement} question @param {Record<string, string | number>} values */
  function say(question, values) {
    const live = question.nextElementSibling;
    if (live?.classList.contains("q-live")) live.textContent = fill(question.getAttribute("data-label-moved") || "", values);
  }

  // --- words, hints --------------------------------------------------------------------------------

  /** @param {HTMLTextAreaElement} area */
  function enhanceCount(area) {
    const out = area.parentElement?.querySelector(".q-count");
    const label = JSON.parse(out?.getAttribute("data-label-count") || "null");
    if (!out || !label) return;
    const show = () => (out.textContent = plural(label, (area.value.match(/\S+/g) || []).length));
    area.addEventListener("input", show);
    show();
  }

  /** @param {HTMLElement} question */
  function enhanceHints(question) {
    const hints = /** @type {HTMLDetailsElement[]} */ ([...question.querySelectorAll("details.hint")]);
    hints.forEach((hint, n) => {
      const following = hints[n + 1];
      if (!following || hint.open) return;
      following.hidden = true;
      hint.addEventListener("toggle", () => (following.hidden = following.hidden && !hint.open));
    });
  }

  // --- all of it -----------------------------------------------------------------------------------

  /** Enhance every question in an element, once. @param {ParentNode} root */
  function enhance(root) {
    for (const question of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll(".question"))) {
      if (question.hasAttribute("data-enhanced")) continue;
      question.setAttribute("data-enhanced", "");
      question.querySelectorAll(".q-order").forEach(enhanceOrder);
      question.querySelectorAll("textarea[data-words]").forEach(enhanceCount);
      enhanceHints(question);
    }
  }

  /**
   * Show what an answer changed: the step a scenario came to, or the result.
   * @param {Element} question
   */
  function reveal(question) {
    const target = question.querySelector(".field-error, .q-step-now > .q-step-title, .q-result:not(:empty)");
    if (!(target instanceof HTMLElement)) return;
    target.tabIndex = -1;
    target.focus({ preventScroll: false });
  }

  milepost.questions = { enhance, reveal, fill, plural };

  /** Questions come later too: a page of a package, an answered question on the site. */
  function start() {
    enhance(document);
    new MutationObserver((changes) => {
      if (changes.some((change) => change.addedNodes.length)) enhance(document);
    }).observe(document.body, { childList: true, subtree: true });
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
