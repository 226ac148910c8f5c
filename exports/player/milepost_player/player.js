// @ts-check
/** The start: find the LMS, open the record, show the page that the address names, leave in good order. */
(function (milepost) {
  "use strict";

  const { word, html, make, byId, notice } = milepost.view;
  const RETRY_FIRST = 2000; // ms until a script that did not come is asked for again, doubled each time
  const RETRY_LAST = 60000;
  const SLOW = 1000; // ms until somebody is told that a part of the page is still on its way

  async function start() {
    const course = JSON.parse(byId("milepost-course").textContent);
    milepost.view.speak(course.labels);
    /** What the course's second script says (shell.py). @param {any} found */
    milepost.rest = ({ labels, asks }) => {
      milepost.view.speakMore(labels);
      course.asks = asks;
    };
    /** @type {any} */
    let record = null;
    let shown = "";
    let left = ""; // the address of a term or of what one wrote, until a page of the course is open again
    let over = false;
    let late = false; // the LMS wants to be said that its time is over
    let latest = 0; // counts the pages that were asked for
    let drawn = 0; // counts what was drawn
    let equipped = false; // what comes a moment later is there
    let settling = 0;
    let keeping = () => {}; // keeps what is being written on the page that is open
    let asked = false; // the course was open elsewhere, and the learner chose this window
    const door = milepost.openDoor(course.packageId, { leave: moveAway, join });
    const handed = await comeIn();
    const lms = await connect(course);
    if (over) return; // another window was faster
    record = milepost.openRecord(course, lms, status);
    if (handed) record.adopt(handed);
    await milepost.openLanguages?.(course, record, { leave: () => keeping(), again: redraw, tell });
    const map = milepost.openMap(course, record, ready);
    const places = new Map(record.pages.map((page, number) => [page.name, { page, number }]));

    // --- addresses: #/module/page, or with /fragment; #/product; #/glossary/glossary/term ---

    function route() {
      const [, first = "", second = "", fragment = ""] = decodeURIComponent(location.hash).split("/");
      if (!location.hash.startsWith("#/")) return shown ? null : open(places.get(record.location) || firstPage(), "");
      if (first === "product") return openProduct();
      if (first === "glossary") return openGlossary(fragment);
      const place = places.get(`${first}/${second}`);
      return place ? open(place, fragment) : open(firstPage(), "");
    }

    const firstPage = () => places.get(record.pages[0].name);
    const load = (page) => milepost.pages.load(page.name, page.file);

    /**
     * More words, the list of the map, worksheets, tools, what questions do: they come when the first page is
     * seen, or when they are asked for. Rejects when a script does not come; the next one who asks asks anew.
     */
    async function ready() {
      await Promise.all(course.rest.map(milepost.pages.once));
      if (!equipped) milepost.openTools();
      equipped = true;
    }

    /** Load these, and tell of answers that the LMS lacks: again and again until both are done. */
    async function settle(wait = RETRY_FIRST) {
      clearTimeout(settling);
      try {
        await ready();
        if ((await record.catchUp(load, ready)) && !over) record.save();
      } catch {
        if (!over) settling = setTimeout(settle, wait, Math.min(2 * wait, RETRY_LAST));
      }
    }

    const catchUp = () => record.catchUp(load, ready).catch(() => settle());

    /** @param {any} place @param {string} fragment */
    async function open(place, fragment) {
      const { page, number } = place;
      const mine = (latest += 1);
      let words = "page_missing";
      const slow = setTimeout(() => {
        tell(word("loading"));
        byId("bar-words").textContent = word("loading"); // until the map is brought up to date
      }, SLOW);
      const data = await load(page).catch(({ isAnother }) => {
        if (isAnother && record.trouble === "none") words = "open_again";
      });
      const pageWords = data && milepost.wordsOn ? await milepost.wordsOn(course, data.lang) : null;
      clearTimeout(slow);
      if (mine !== latest) return; // another page was asked for meanwhile
      tell("");
      if (!data) {
        map.show(page.name);
        return missing(() => open(place, fragment), words);
      }
      milepost.view.speakOnPage(pageWords);
      record.visit(page);
      if (shown && shown !== page.name) record.save();
      draw(page, number, data);
      arrive(page.name, fragment);
      map.show(page.name);
    }

    function draw(page, number, data) {
      const module = course.modules.find(({ id }) => id === page.module);
      const root = frame(page.title, page.lang, data);
      byId("kicker").replaceChildren(
        make("span", { lang: module.lang, dir: "auto" }, module.title),
        ` · ${word(page.kind)} · ${word("minutes", { n: page.minutes })}`,
      );
      const again = (focus) => {
        draw(page, number, data);
        map.show(page.name);
        focusOn(byId(focus) || byId("title"));
      };
      finishLinks(root);
      turn(page, number);
      equip(root, page, () => {
        milepost.openQuestions?.({ page, data, root, record, again });
        keeping = milepost.openFields({ page, root, record, tell });
        milepost.usePage(root);
      });
    }

    /** What a page's questions, fields and films need may come a moment later than the page. */
    function equip(root, page, start) {
      if (equipped) return start();
      const mine = drawn;
      const asks = [...root.querySelectorAll(".question, textarea")];
      const wait = (on) => {
        for (const each of asks) {
          if (!each.matches("textarea")) each.toggleAttribute("data-enhanced", on); // options are mixed first
          else Object.assign(each, { disabled: on, placeholder: "", dir: on ? "" : "auto" }); // nobody writes where nobody reads
        }
      };
      const needed = asks.length || ["quiz", "worksheet", "activity"].includes(page.kind);
      const slow = setTimeout(() => {
        if (mine !== drawn || !needed) return;
        tell(word("loading"));
        for (const each of asks) {
          if ("placeholder" in each) each.placeholder = word("loading");
          each.closest("form")?.setAttribute("data-wait", word("loading"));
        }
      }, SLOW);
      const begin = () => {
        if (mine !== drawn) return;
        wait(false);
        tell("");
        start();
      };
      wait(true);
      ready()
        .then(begin, () => mine === drawn && needed && missing(() => open(places.get(page.name), "")))
        .finally(() => clearTimeout(slow));
    }

    /** Title, language and text of a page. @returns {HTMLElement} */
    function frame(title, lang, data) {
      drawn += 1;
      keeping = () => {};
      const heading = byId("title");
      heading.textContent = title;
      document.title = `${title} · ${course.title}`;
      const root = byId("page");
      for (const part of [heading, root]) {
        part.lang = lang;
        part.dir = data ? data.dir : document.documentElement.dir;
      }
      byId("kicker").textContent = "";
      byId("turn").hidden = true;
      byId("aloud").hidden = true;
      window.speechSynthesis?.cancel();
      return html(root, data ? data.html : "");
    }

    /** Links out open a window of their own; links to what is not in this package are only words. */
    function finishLinks(root) {
      for (const link of root.querySelectorAll("a[href]")) {
        const href = link.getAttribute("href");
        if (/^https?:/.test(href)) {
          link.target = "_blank";
          link.rel = "noopener noreferrer";
          link.append(make("span", { class: "visually-hidden" }, ` (${word("opens_new_window")})`));
        } else if (href.startsWith("#/") && !isKnown(href)) link.replaceWith(...link.childNodes);
      }
    }

    function isKnown(href) {
      const [, first, second] = href.split("/");
      return first === "product" || (first === "glossary" && course.glossary) || places.has(`${first}/${second}`);
    }

    // --- previous and next ---

    function turn(page, number) {
      const before = record.pages[number - 1];
      const after = record.pages[number + 1];
      const back = byId("previous");
      back.hidden = !before;
      if (before) back.href = `#/${before.name}`;
      byId("place").textContent = word("page_of", { n: number + 1, total: record.pages.length });
      byId("next").textContent = word(after ? "next" : "finish");
      byId("next").onclick = () => leave(page, after);
      byId("next").hidden = false;
      byId("turn").hidden = false;
    }

    /** A page that is read, or a worksheet that is filled in, is complete when it is left by "next". */
    function leave(page, after) {
      keeping();
      if (["lesson", "case", "handout", "worksheet"].includes(page.kind)) record.markDone(page);
      if (after) location.hash = `#/${after.name}`;
      else ended(page);
    }

    async function ended(page) {
      record.save(true);
      map.show(page.name);
      if (!equipped && !(await ready().then(() => true, () => false))) return missing(() => ended(page));
      const { completion, success, hasMastery } = record.facts();
      const done = completion === "completed" && (!hasMastery || success === "passed");
      const facts = [word(completion === "completed" ? "completed" : "not_completed")];
      if (hasMastery) facts.push(word(success === "passed" ? "passed" : "not_passed"));
      tell(done ? word("course_done") : `${facts.join(". ")}.`, true);
      map.offer();
      byId("live").scrollIntoView({ block: "nearest" });
    }

    // --- other pages ---

    async function openProduct() {
      const parts = await ready().then(() => milepost.product(record, load)).catch(() => null);
      if (!parts) return missing(openProduct);
      frame(word("product"), course.lang, null).replaceChildren(...parts);
      arrive("product", "");
      aside("product");
    }

    async function openGlossary(term) {
      const data = await milepost.pages.load("glossary/glossary", course.glossary).catch(() => null);
      if (!data) return missing(() => openGlossary(term));
      finishLinks(frame(data.title, data.lang, data));
      arrive("glossary", term);
      aside("glossary");
    }

    /** What is no page of the course has one way on: back to the page that was open. @param {string} name */
    function aside(name) {
      Object.assign(byId("previous"), { hidden: false, href: `#/${record.location}` });
      byId("next").hidden = true;
      byId("place").textContent = "";
      byId("turn").hidden = false;
      left = location.hash;
      map.show(name);
    }

    /** @param {() => void} retry @param {string} [words]  what is said */
    function missing(retry, words = "page_missing") {
      const button = make("button", { type: "button", class: "button" }, word("reload"));
      button.onclick = retry;
      frame(word(words), course.lang, null).append(make("p", {}, button));
      focusOn(byId("title"));
    }

    /** Draw what is open once more: the language has changed. */
    function redraw() {
      if (record.trouble === "none") status();
      if (shown === "product") return openProduct();
      return shown === "glossary" ? openGlossary("") : open(places.get(shown), "");
    }

    /** After a change of page the reader starts at its heading, or at what was linked. */
    function arrive(name, fragment) {
      const first = !shown && !asked;
      shown = name;
      byId("content").dataset.page = name;
      const links = [...byId("page").querySelectorAll("a")];
      const target = fragment ? document.getElementById(fragment) : links.find((link) => link.getAttribute("href") === left);
      left = "";
      if (target) focusOn(target);
      else if (!first) {
        window.scrollTo(0, 0);
        focusOn(byId("title"));
      }
    }

    function focusOn(target) {
      if (target.tabIndex < 0) target.tabIndex = -1;
      target.focus();
    }

    /** Say something to everybody: shown, and read out. */
    function tell(text, seen = false) {
      byId("live").textContent = text;
      byId("live").classList.toggle("visually-hidden", !seen);
    }

    // --- notices ---

    function status() {
      if (!record.recording) return notice(word("review_mode"));
      if (record.alone) return notice(`${word(lms.keeps ? "kept_here" : "not_kept")} ${word("not_sent")}`);
      if (record.dropped) return notice(word("shortened"));
      return notice(late ? word("time_over") : "");
    }

    lms.onTrouble((news) => {
      if (news === "again") return rejoin();
      record.heard(news);
      if (news === "none") return status();
      const again = make("button", { type: "button", class: "link" }, word("try_again"));
      again.onclick = () => record.save(true);
      if (news === "lost") notice(`${word("connection_lost")} ${word("connection_help")}`, again);
      else notice(word("not_saved"));
    });

    /** The LMS was begun again: it may hold more than this page, and it lacks what failed. */
    async function rejoin(more = "") {
      record.rejoin();
      if (more) record.adopt(more);
      await catchUp();
      record.save();
    }

    // --- other windows ---

    /** @returns {Promise<void>} when the learner wants to go on in this window */
    function openElsewhere() {
      const button = make("button", { type: "button", class: "button" }, word("go_on_here"));
      shut(word("open_elsewhere"), make("p", {}, word("elsewhere_help")), make("p", {}, button));
      return new Promise((resolve) => {
        button.onclick = () => {
          button.disabled = true;
          resolve();
        };
      });
    }

    /** @returns {Promise<string | null>} see windows.js */
    async function comeIn() {
      const state = await door.enter(openElsewhere);
      asked = document.body.classList.contains("shut");
      document.body.classList.remove("shut");
      return state;
    }

    /** The learner goes on in another window. @param {boolean} silent  it has begun: say nothing to the LMS */
    function moveAway(silent) {
      if (record && silent) record.stop();
      else if (record) end();
      over = true;
      shut(word("moved_away"));
      return record ? record.text() : "";
    }

    async function join(state) {
      record.adopt(state);
      await catchUp();
      record.save();
    }

    // --- leaving ---

    byId("exit").onclick = () => {
      end(true);
      const erase = make("button", { type: "button", class: "link" }, word("erase_here"));
      erase.onclick = () => {
        lms.forget();
        erase.replaceWith(word("erased_here"));
      };
      if (record.alone) shut(word(lms.keeps ? "exited" : "not_kept"), ...(lms.keeps ? [make("p", {}, erase)] : []));
      else if (record.trouble === "none") shut(word("exited"));
      else shut(word("not_all_saved"), make("p", {}, word("sent_next_time")));
      if (window.opener && !record.launch.returns) window.close();
    };

    /** Only a message is left. @param {string} message @param {Node[]} parts */
    function shut(message, ...parts) {
      latest += 1; // a page that is still on its way does not come any more
      notice("");
      document.body.classList.add("shut");
      frame(message, course.lang, null).append(...parts);
      focusOn(byId("title"));
    }

    /** @param {{exit: boolean, message: boolean}} limit  the time that the LMS allows is over */
    function timeIsOver({ exit, message }) {
      if (over) return;
      late = message;
      if (!exit) return record.trouble === "none" ? status() : undefined;
      end(true);
      if (message) shut(word("time_over"), make("p", {}, word("exited")));
      else shut(word("exited"));
    }

    function end(forGood = false) {
      if (over) return;
      over = true;
      record.finish(forGood);
      door.exit(record.text());
    }

    document.addEventListener("visibilitychange", () => {
      record.tick();
      if (document.hidden && !over) record.save(true);
    });
    window.addEventListener("pagehide", ({ persisted }) => {
      if (!persisted) end();
      else if (!over) door.exit(record.text(), true);
    });
    window.addEventListener("pageshow", async ({ persisted }) => {
      if (!persisted || over) return;
      const state = await comeIn();
      if (state === null || !(await lms.initialize())) {
        over = true;
        return shut(word("open_again"));
      }
      await rejoin(state);
      shown = "";
      route();
    });
    window.addEventListener("hashchange", route);

    if (record.trouble === "none") status(); // else the trouble of the start is told already
    byId("print").onclick = () => window.print();
    await route();
    await catchUp();
    record.save();
    milepost.watchTime(record, timeIsOver);
    settle();
  }

  /** The adapter that the package names, or the one for no LMS. */
  async function connect(course) {
    const named = milepost.adapters[course.adapter] || milepost.adapters.none;
    const lms = named(course.settings);
    if (await lms.initialize()) return lms;
    const none = milepost.adapters.none(course.settings);
    await none.initialize();
    return none;
  }

  start();
})((window.milepost = window.milepost || {}));
