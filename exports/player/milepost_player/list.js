// @ts-check
/** What stands in the course map: progress and score in words, modules and pages, what is done. */
(function (milepost) {
  "use strict";

  const { word, make, percent } = milepost.view;

  /**
   * @param {any} course @param {any} record
   * @param {string} current   name of the page that is open
   * @param {string} timeLeft  in words
   * @returns {HTMLElement[]}
   */
  function mapList(course, record, current, timeLeft) {
    return [summary(), make("ol", { class: "map-modules", role: "list" }, ...course.modules.map(moduleItem))];

    /** What is seen is drawn: a module's pages only while it is open. */
    function moduleItem(module) {
      const pages = record.pages.filter((page) => page.module === module.id);
      const done = pages.filter(record.isDone).length;
      const details = make(
        "details",
        { open: pages.some((page) => page.name === record.location) },
        make("summary", {}, make("span", { lang: module.lang, dir: "auto" }, module.title), " ", make("small", {}, `${done}/${pages.length}`)),
      );
      const show = () => details.childElementCount < 2 && details.append(pageList(pages));
      details.addEventListener("toggle", () => details.open && show());
      if (details.open) show();
      return make("li", {}, details);
    }

    function pageList(pages) {
      return make("ol", { role: "list" }, ...pages.map((page) => {
        const done = record.isDone(page);
        const here = page.name === current;
        const state = word(done ? "done" : "not_opened");
        return make(
          "li",
          { class: done ? "is-done" : undefined },
          make(
            "a",
            { href: `#/${page.name}`, "aria-current": here ? "page" : undefined },
            make("span", { lang: page.lang, dir: "auto" }, page.title),
            make("small", {}, `${word(page.kind)} · ${word("minutes", { n: page.minutes })}`),
            make("span", { class: "map-state" }, state),
          ),
        );
      }));
    }

    /** Progress, minutes left and score, in words. */
    function summary() {
      const { progress, success, hasMastery, score, mastery } = record.facts();
      const fact = (name, part) => word("fact", { name: word(name), value: percent(part) });
      const lines = [fact("progress", progress), timeLeft];
      if (score !== null) lines.push(fact("score", score));
      if (hasMastery) lines.push(success === "passed" ? word("passed") : word("score_needed", { percent: Math.ceil(mastery * 100 - 1e-9) }));
      const parts = lines.map((line) => make("li", {}, line));
      const writes = record.pages.some((page) => record.asksOf(page).fields.length);
      if (writes) parts.push(make("li", {}, make("a", { href: "#/product", "aria-current": current === "product" && "page" }, word("product"))));
      return make("ul", { class: "map-facts", role: "list" }, ...parts);
    }
  }

  Object.assign(milepost, { mapList });
})((window.milepost = window.milepost || {}));
