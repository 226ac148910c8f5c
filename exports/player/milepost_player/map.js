// @ts-check
/** The course map: modules and pages, what is done, how long the rest takes, the score. */
(function (milepost) {
  "use strict";

  const { word, make, byId } = milepost.view;

  /** @param {any} course @param {any} record */
  function openMap(course, record) {
    const button = byId("map-button");
    const panel = byId("map");
    let current = "";

    button.addEventListener("click", () => toggle(panel.hidden));
    panel.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      toggle(false);
      button.focus();
    });

    /** @param {boolean} open */
    function toggle(open) {
      panel.hidden = !open;
      button.setAttribute("aria-expanded", String(open));
      if (open) fill();
    }

    /** Draw what is seen: the list only while the map is open, a module's pages only while it is. */
    function fill() {
      const list = make("ol", { class: "map-modules", role: "list" });
      for (const module of course.modules) list.append(moduleItem(module));
      panel.replaceChildren(summary(), list);
    }

    function moduleItem(module) {
      const pages = record.pages.filter((page) => page.module === module.id);
      const done = pages.filter(record.isDone).length;
      const details = make(
        "details",
        { open: pages.some((page) => page.name === current) },
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
      const lines = [`${word("progress")}: ${percent(progress)}`, timeLeft()];
      if (score !== null) lines.push(`${word("score")}: ${percent(score)}`);
      if (hasMastery) lines.push(success === "passed" ? word("passed") : word("score_needed", { percent: whole(mastery) }));
      const parts = lines.map((line) => make("li", {}, line));
      if (record.pages.some((page) => page.fields.length)) parts.push(make("li", {}, make("a", { href: "#/product" }, word("product"))));
      return make("ul", { class: "map-facts", role: "list" }, ...parts);
    }

    /** Minutes, or hours where these say it better. */
    function timeLeft() {
      const minutes = record.pages.reduce((sum, page) => sum + (record.isDone(page) ? 0 : page.minutes), 0);
      return minutes < 100 ? word("minutes_left", { n: minutes }) : word("hours_left", { n: Math.ceil(minutes / 60) });
    }

    /** Bring the bar and an open map up to date. @param {string} name */
    function show(name) {
      if (name !== current && window.matchMedia("(max-width: 60rem)").matches) toggle(false);
      current = name;
      const { progress } = record.facts();
      byId("bar-progress").value = progress;
      byId("bar-words").textContent = `${percent(progress)} · ${timeLeft()}`;
      if (!panel.hidden) fill();
    }

    return { show, toggle };
  }

  /** Never 100 before the end. @param {number} part */
  const whole = (part) => Math.floor(part * 100 + 1e-9);
  const percent = (part) => word("score_percent", { percent: whole(part) });

  Object.assign(milepost, { openMap });
  milepost.view.percent = percent;
  milepost.view.whole = whole;
})((window.milepost = window.milepost || {}));
