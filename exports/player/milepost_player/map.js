// @ts-check
/** The bar: how far a learner is; and the door to the course map, whose list comes a moment later (list.js). */
(function (milepost) {
  "use strict";

  const { word, make, byId } = milepost.view;

  /** @param {any} course @param {any} record @param {() => Promise<void>} ready  loads what comes later */
  function openMap(course, record, ready) {
    const button = byId("map-button");
    const panel = byId("map");
    const isNarrow = () => window.matchMedia("(max-width: 60rem)").matches;
    let current = "";
    let height = 0; // where the reader was before the map was opened

    button.addEventListener("click", () => press(panel.hidden));
    panel.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      press(false);
      button.focus();
    });

    /** By hand. On a narrow screen the map stands above the page: one is led there, and back. @param {boolean} open */
    function press(open) {
      const here = window.scrollY;
      toggle(open);
      if (isNarrow()) window.scrollTo(0, open ? 0 : height);
      height = here;
    }

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
      if (name !== current && isNarrow()) toggle(false);
      current = name;
      const { progress } = record.facts();
      byId("bar-progress").value = progress;
      byId("bar-words").textContent = `${percent(progress)} · ${timeLeft()}`;
      if (!panel.hidden) fill();
    }

    /** Open it where it stands beside the page. */
    const offer = () => isNarrow() || toggle(true);

    return { show, offer };
  }

  /** Never 100 before the end. @param {number} part */
  const whole = (part) => Math.floor(part * 100 + 1e-9);
  const percent = (part) => word("score_percent", { percent: whole(part) });

  Object.assign(milepost, { openMap });
  milepost.view.percent = percent;
  milepost.view.whole = whole;
})((window.milepost = window.milepost || {}));
