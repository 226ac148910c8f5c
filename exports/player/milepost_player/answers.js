// @ts-check
/**
 * The form of a question: what was answered, and what is shown after it. The markup is that of
 * courseware/render.py; option values are places in the model, so options are mixed here.
 */
(function (milepost) {
  "use strict";

  const { pageWord: word, html, make } = milepost.view;
  const { hash } = milepost.state;

  /** @typedef {{response?: any, error?: string, field?: string}} Reading  no response: nothing was answered */

  // --- reading -------------------------------------------------------------------------------------

  /** @type {Record<string, (question: any, form: HTMLFormElement, lang: string) => Reading>} */
  const READERS = {
    single: readSingle,
    truefalse: readSingle,
    multiple: readMultiple,
    text: readText,
    reflect: readText,
    number: readNumber,
    match: readMatch,
    order: readOrder,
    blanks: readBlanks,
  };

  /** @param {any} question @param {HTMLFormElement} form @returns {Reading} */
  const read = (question, form) => READERS[question.type](question, form, question.lang);

  /** @param {HTMLFormElement} form @param {string} name */
  const valueOf = (form, name) => String(new FormData(form).get(name) ?? "").trim();

  /** @param {any} question @param {number} count @param {HTMLFormElement} form */
  const valuesOf = (question, count, form) =>
    Array.from({ length: count }, (_, n) => valueOf(form, `q.${question.id}.${n}`));

  function readSingle(question, form) {
    const value = valueOf(form, `q.${question.id}`);
    return value === "" ? {} : { response: Number(value) };
  }

  function readMultiple(question, form) {
    const values = new FormData(form).getAll(`q.${question.id}`).map(Number);
    return values.length ? { response: values.sort((a, b) => a - b) } : {};
  }

  function readText(question, form) {
    const value = valueOf(form, `q.${question.id}`);
    return value ? { response: value } : {};
  }

  function readNumber(question, form, lang) {
    const value = valueOf(form, `q.${question.id}`);
    const { readNumber: parse, numberMarks } = milepost.written;
    if (value && parse(value, lang) === null) {
      return { error: word("error_number", { example: `1${numberMarks(lang)[0][0]}5` }), field: `q.${question.id}` };
    }
    return value ? { response: value } : {};
  }

  function readMatch(question, form) {
    const values = valuesOf(question, question.prompts, form);
    return values.some(Boolean) ? { response: values.map((value) => (value ? Number(value) : null)) } : {};
  }

  function readOrder(question, form) {
    const places = valuesOf(question, question.items, form).map(Number);
    if (!places.some(Boolean)) return {};
    const wanted = places.map((_, n) => n + 1);
    if (!wanted.every((place) => places.includes(place))) return { error: word("error_places"), field: `q.${question.id}.0` };
    return { response: wanted.map((place) => places.indexOf(place)) };
  }

  function readBlanks(question, form) {
    const values = valuesOf(question, question.gaps.length, form);
    return values.some(Boolean) ? { response: values } : {};
  }

  // --- mixing --------------------------------------------------------------------------------------

  /** Numbers 0..n-1 in an order that depends on the seed alone. @param {number} n @param {string} seed */
  function mixed(n, seed) {
    const places = Array.from({ length: n }, (_, i) => ({ i, by: hash(`${hash(`${seed}.${i}`)}.${i}`) }));
    return places.sort((a, b) => a.by - b.by || a.i - b.i).map(({ i }) => i);
  }

  /** Mix what can be chosen. @param {HTMLElement} section @param {any} question @param {string} seed */
  function mix(section, question, seed) {
    if (!question.shuffle) return;
    if (question.type === "single" || question.type === "multiple") {
      reorder([...section.querySelectorAll(".option")], seed);
    }
    if (question.type === "match") {
      for (const select of section.querySelectorAll("select")) {
        for (const option of [...select.options]) {
          if (option.value !== "" && question.targets[option.value] !== Number(option.value)) option.remove();
        }
        reorder([...select.options].filter(({ value }) => value !== ""), seed);
      }
    }
    if (question.type === "order") reorder([...section.querySelectorAll(".q-row")], seed, true);
  }

  /** Put neighbours in a mixed order. @param {Element[]} elements @param {string} seed */
  function reorder(elements, seed, neverSame = false) {
    if (elements.length < 2) return;
    const order = mixed(elements.length, seed);
    if (neverSame && order.every((place, n) => place === n)) order.push(/** @type {number} */ (order.shift()));
    const parent = /** @type {Element} */ (elements[0].parentElement);
    const end = elements[elements.length - 1].nextSibling;
    for (const place of order) parent.insertBefore(elements[place], end);
  }

  // --- putting an answer back in -------------------------------------------------------------------

  /** @param {HTMLFormElement} form @param {any} question @param {any} response */
  function fillIn(form, question, response) {
    const name = `q.${question.id}`;
    const set = (field, value) => {
      const found = /** @type {any} */ (form.elements.namedItem(field));
      if (!found || value === null || value === undefined) return;
      found.value = String(value);
      // Chosen in another language: it stays as it was chosen.
      if (found.value === "" && value !== "" && found.matches("select")) found.append(make("option", { selected: true }, String(value)));
    };
    if (question.type === "scenario") return;
    if (question.options) {
      for (const input of /** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll(".option input"))) {
        input.checked = [].concat(response).includes(/** @type {never} */ (Number(input.value)));
      }
    } else if (question.type === "order") response.forEach((item, place) => set(`${name}.${item}`, place + 1));
    else if (Array.isArray(response)) response.forEach((part, n) => set(`${name}.${n}`, part));
    else set(name, response);
  }

  // --- after answering -----------------------------------------------------------------------------

  /** @param {{share: number | null, correct: boolean | null}} result */
  const stateOf = ({ share, correct }) => (share === null ? "saved" : correct ? "right" : share > 0 ? "partly" : "wrong");

  /** No more answers are taken. @param {HTMLElement} section */
  const lock = (section) => (body(section).disabled = true);

  /** @param {HTMLElement} section @returns {any} */
  const body = (section) => section.querySelector(".q-body");

  /** @param {HTMLElement} section @returns {any} */
  const resultLine = (section) => section.querySelector(".q-result");

  /**
   * Show what an answer was worth, and why.
   * @param {HTMLElement} section @param {any} question @param {any} response @param {any} result
   * @param {boolean} points  say how many points
   */
  function show(section, question, response, result, points) {
    const state = stateOf(result);
    section.dataset.state = state;
    lock(section);
    if (question.options) showOptions(section, question, [].concat(response), result.parts);
    else if (question.type === "order") showPlaces(section, question, response, result.parts);
    else if (question.type === "match") result.parts.forEach((part, n) => mark(field(section, question, n), part));
    else if (question.type === "blanks") result.parts.forEach((part, n) => mark(field(section, question, n), part));
    else if (question.type !== "scenario") body(section).append(...result.feedback.map(feedback));
    const tidy = (number) => milepost.written.writePoints(number, question.lang);
    const won = points && result.share !== null ? word("points_won", { won: tidy(result.points), possible: tidy(question.points) }) : "";
    resultLine(section).textContent = [word(state), won].filter(Boolean).join(" ");
    told(section, "q-model-answer", "model_answer", question.modelAnswer);
    told(section, "q-explanation", "explanation", question.explanation);
  }

  /** @param {HTMLElement} section @param {any} question @param {number} n */
  const field = (section, question, n) => section.querySelector(`[name="q.${question.id}.${n}"]`);

  /** @param {string} text */
  const feedback = (text) => html(make("div", { class: "option-feedback" }), text);

  /** A word (and, by its class, an icon) behind a part of an answer. */
  function mark(element, part) {
    if (typeof part !== "boolean") return;
    element.after(" ", make("span", { class: `option-mark option-${part ? "right" : "wrong"}` }, word(part ? "part_right" : "part_wrong")));
  }

  function showOptions(section, question, chosen, parts) {
    for (const option of section.querySelectorAll(".option")) {
      const place = Number(option.querySelector("input").value);
      if (!chosen.includes(place)) continue;
      mark(option.querySelector(".option-text").lastChild, parts[place]);
      if (question.options[place].feedback) option.after(feedback(question.options[place].feedback));
    }
  }

  function showPlaces(section, question, response, parts) {
    response.forEach((item, place) => mark(field(section, question, item), parts[place]));
  }

  function told(section, name, label, text) {
    if (!text) return;
    section.append(html(make("div", { class: name }), text));
    section.lastElementChild.prepend(make("p", { class: "q-told" }, word(label)));
  }

  /** Say what is wrong with what was typed; "" takes it back. @param {HTMLElement} section @param {string} message */
  function showError(section, message, name = "") {
    section.querySelector(".field-error")?.remove();
    for (const input of section.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
    if (!message) return;
    const id = `${section.id}-error`;
    body(section).append(make("p", { class: "field-error", id, tabindex: "-1" }, message));
    const input = section.querySelector(name ? `[name="${name}"]` : "input:not([type=hidden]), select, textarea, button");
    input?.setAttribute("aria-invalid", "true");
    input?.setAttribute("aria-describedby", id);
    input?.focus();
  }

  /** What was not answered in an attempt that is handed in. @param {HTMLElement} section */
  function showUnanswered(section) {
    lock(section);
    resultLine(section).textContent = word("not_answered");
  }

  // --- scenarios -----------------------------------------------------------------------------------

  /**
   * Draw the way so far and the step it came to. Choices are submit buttons, as on the site.
   * @param {HTMLElement} section @param {any} question @param {number[]} path
   */
  function showWay(section, question, path) {
    const way = make("ol", { class: "q-way" });
    let step = question.steps[0];
    for (const index of path) {
      const choice = step.choices[index];
      const chose = html(make("p", { class: "q-chosen" }), word("you_chose", { choice: choice.html }));
      way.append(stepParts("li", "q-step", step, chose, ...(choice.feedback ? [feedback(choice.feedback)] : [])));
      step = question.steps[choice.goto];
    }
    const choices = step.choices.map((choice, n) =>
      html(make("button", { type: "submit", class: "choice", name: `q.${question.id}.next`, value: String(n) }), choice.html),
    );
    const rest = choices.length ? make("div", { class: "q-choices" }, ...choices) : make("p", { class: "q-end" }, word("the_end"));
    for (const old of section.querySelectorAll(".q-way, .q-step")) old.remove();
    body(section).append(...(path.length ? [way] : []), stepParts("div", "q-step q-step-now", step, rest));
  }

  function stepParts(tag, name, step, ...rest) {
    const box = html(make(tag, { class: name }), step.html);
    box.prepend(html(make("p", { class: "q-step-title" }), step.title));
    box.append(...rest);
    return box;
  }

  milepost.answers = { read, mix, fillIn, show, showError, showUnanswered, showWay };
})((window.milepost = window.milepost || {}));
