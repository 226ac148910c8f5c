// @ts-check
/** The bar: how far a learner is; and the door to the course map, whose list comes a moment later (list.js). */
(function (milepost) {
  "use strict";

  const { word, make, byId } = milepost.view;

  /** @param {any} course @param {any} record @param {() => Promise<void>} ready  loads what comes later */
  function openMap(course, record, ready) {
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

    function fill() {
      if (milepost.mapList) return panel.replaceChildren(...milepost.mapList(course, record, current, timeLeft()));
      const again = make("button", { type: "button", class: "button" }, word("reload"));
      again.onclick = fill;
      panel.textContent = word("loading");
      ready().then(fill, () => panel.replaceChildren(make("p", {}, word("page_missing")), again));
    }

    /** Minutes, or hours where these say it better. */
    function timeLeft() {
      const minutes = record.pages.reduce((sum, page) => sum + (record.isDone(page) ? 0 : page.minutes), 0);
      return minutes < 100 ? word("minutes_left", { n: minutes }) : word("hours_left", { n: Math.round(minutes / 60) });
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
