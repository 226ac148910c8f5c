// @ts-check
/**
 * A package in several languages: one set of ids and one state; each language's words and pages are scripts
 * of their own, loaded when they are wanted.
 */
(function (milepost) {
  "use strict";

  const { word, speak, make, byId } = milepost.view;
  /**
   * @param {any} course @param {any} record
   * @param {{leave: () => void, again: () => Promise<void>, tell: (text: string, seen?: boolean) => void}} player
   *   leave: keep what is being written; again: draw the page that is open
   * @returns {Promise<void>} when the language to begin with is there
   */
  async function openLanguages(course, record, player) {
    const offered = course.languages || [];
    if (offered.length < 2) return;
    const before = { ...course };
    const button = make("button", {
      type: "button", class: "button quiet", id: "language", "aria-expanded": "false", "aria-controls": "languages",
    });
    const list = make("ul", { class: "languages", id: "languages", role: "list", hidden: true });
    const box = make("div", { class: "language-box" }, button, list);
    byId("exit").before(box);

    const toggle = (open) => {
      list.hidden = !open;
      button.setAttribute("aria-expanded", String(open));
    };
    const close = (focus) => {
      if (list.hidden) return;
      toggle(false);
      if (focus) button.focus();
    };
    button.onclick = () => toggle(list.hidden);
    box.addEventListener("keydown", ({ key }) => key === "Escape" && close(true));
    box.addEventListener("focusout", ({ relatedTarget }) => relatedTarget && !box.contains(relatedTarget) && close(false));
    document.addEventListener("click", ({ target }) => box.contains(/** @type {Node} */ (target)) || close(false));

    const first = guess([record.language, record.launch.learner.language, ...(navigator.languages || [])]);
    if (!first || first === course.lang || !(await use(first).catch(() => false))) draw();

    /** The first language that is wanted and there. @param {string[]} wanted  tags, names, or tags with commas (cmi5) */
    function guess(wanted) {
      const plain = (text) => String(text || "").trim().toLowerCase();
      for (const each of wanted.flatMap((text) => String(text || "").split(",")).map(plain).filter(Boolean)) {
        const found =
          offered.find(({ tag }) => plain(tag) === each) ||
          offered.find(({ tag, name }) => plain(tag).split("-")[0] === each.split(/[-_]/)[0] || plain(name) === each);
        if (found) return found.tag;
      }
      return "";
    }

    /** Speak a language from now on. @param {string} tag @returns {Promise<boolean>} */
    async function use(tag) {
      const data = await milepost.wordsOf(course, tag);
      const { dir } = offered.find((each) => each.tag === tag);
      speak(data.labels);
      Object.assign(course, { lang: tag, title: data.title, glossary: data.glossary });
      rename(course, record, data.modules);
      Object.assign(document.documentElement, { lang: tag, dir });
      for (const part of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-word]"))) {
        part.textContent = data.shell[/** @type {string} */ (part.dataset.word)];
      }
      for (const part of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-label]"))) {
        part.setAttribute("aria-label", data.shell[/** @type {string} */ (part.dataset.label)]);
      }
      byId("course-title").textContent = before.module ? course.modules[0].title : course.title;
      byId("turn").setAttribute("aria-label", `${data.shell.previous} / ${data.shell.next}`);
      draw();
      return true;
    }

    function draw() {
      const now = offered.find(({ tag }) => tag === course.lang);
      button.replaceChildren(
        make("span", { class: "visually-hidden" }, `${word("choose_language")}: `),
        make("span", { lang: now.tag, dir: now.dir }, now.name),
      );
      list.replaceChildren(...offered.map(({ tag, name, dir }) => {
        const choice = make("button", { type: "button", lang: tag, dir, "aria-current": tag === course.lang && "true" }, name);
        choice.onclick = () => change(tag, name);
        return make("li", {}, choice);
      }));
    }

    /** @param {string} tag @param {string} name */
    async function change(tag, name) {
      close(true);
      if (tag === course.lang) return;
      player.leave();
      const [typed, height] = [written(byId("page")), window.scrollY];
      if (!(await use(tag).catch(() => false))) return player.tell(word("page_missing"), true);
      record.speak(tag);
      await player.again();
      typed(byId("page"));
      window.scrollTo(0, height);
      button.focus({ preventScroll: true });
      player.tell(`${word("choose_language")}: ${name}`);
    }
  }

  /** Titles, and the files of pages, in the language spoken now. */
  function rename(course, record, modules) {
    for (const { id, title, lang, pages } of modules) {
      const module = course.modules.find((each) => each.id === id);
      if (!module) continue;
      Object.assign(module, { title, lang });
      for (const page of pages) {
        const kept = [module.pages.find((each) => each.id === page.id), record.pages.find(({ name }) => name === `${id}/${page.id}`)];
        for (const each of kept) if (each) Object.assign(each, page);
      }
    }
  }

  /**
   * What was filled in and not checked yet. Names and places are the same in every language.
   * @param {HTMLElement} from
   * @returns {(to: HTMLElement) => void} puts it back where it can still be changed
   */
  function written(from) {
    const fields = (root) => /** @type {any[]} */ ([...root.querySelectorAll("input, select, textarea")]);
    const nameOf = (field) => (field.type === "radio" || field.type === "checkbox" ? `${field.name}=${field.value}` : field.name);
    const valueOf = (field) => (field.matches("select") ? field.selectedIndex : field.matches("[type=radio], [type=checkbox]") ? field.checked : field.value);
    const kept = new Map(fields(from).filter((field) => field.name && !field.matches(":disabled")).map((field) => [nameOf(field), valueOf(field)]));
    return (to) => {
      for (const field of fields(to)) {
        const value = kept.get(nameOf(field));
        if (value === undefined || field.matches(":disabled")) continue;
        if (field.matches("select")) field.selectedIndex = value;
        else if (typeof value === "boolean") field.checked = value;
        else field.value = value;
      }
    };
  }

  Object.assign(milepost, { openLanguages });
})((window.milepost = window.milepost || {}));
