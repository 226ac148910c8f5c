// @ts-check
/**
 * A page read aloud, paragraph by paragraph, by a voice of the device. Pausing remembers the place: the
 * browser's own pause does not work on every phone.
 */
(function (milepost) {
  "use strict";

  const { word, make } = milepost.view;
  const BLOCKS = "h1,h2,h3,h4,p,li,dt,dd,td,th,summary,legend,label,figcaption,blockquote,div,section";
  const SILENT = ".visually-hidden,button,select,textarea,nav,.sources,.footnotes,.footnote-ref,.option-mark,[aria-hidden=true],.aloud";
  const MOST = 200; // characters at once: some voices stop in the middle of more

  /** @param {Element} element */
  const isSeen = (element) => (element.checkVisibility ? element.checkVisibility() : element.getClientRects().length > 0);

  /**
   * What there is to read, in order: each visible text once, under the paragraph it stands in.
   * @param {HTMLElement[]} roots
   * @returns {{block: HTMLElement, lang: string, text: string}[]}
   */
  function parts(roots) {
    const found = [];
    for (const root of roots) {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const around = /** @type {HTMLElement} */ (walker.currentNode.parentElement);
        if (!walker.currentNode.nodeValue?.trim() || around.closest(SILENT) || !isSeen(around)) continue;
        const block = /** @type {HTMLElement} */ (around.closest(BLOCKS) || root);
        const lang = /** @type {HTMLElement} */ (around.closest("[lang]") || root).lang;
        const last = found.at(-1);
        if (last && last.block === block && last.lang === lang) last.text += walker.currentNode.nodeValue;
        else found.push({ block, lang, text: walker.currentNode.nodeValue });
      }
    }
    return found.flatMap((part) => sentences(part.text).map((text) => ({ ...part, text })));
  }

  /** @param {string} text */
  function sentences(text) {
    const plain = text.replace(/\s+/g, " ").trim();
    const found = [""];
    for (const sentence of plain.match(/[^.!?؟。]+[.!?؟。]*\s*/g) || [plain]) {
      if (found[found.length - 1].length + sentence.length > MOST) found.push("");
      found[found.length - 1] += sentence;
    }
    return found.filter((each) => each.trim());
  }

  /**
   * @param {HTMLElement} bar  where the buttons stand
   * @param {HTMLElement[]} roots
   * @param {(lang: string) => SpeechSynthesisVoice | undefined} voiceFor
   */
  milepost.readAloud = (bar, roots, voiceFor) => {
    const speech = window.speechSynthesis;
    const list = parts(roots);
    let at = 0;
    let talking = false;
    let turn = 0; // an utterance that was cancelled still tells of its end
    const go = make("button", { type: "button", class: "link" });
    const stop = make("button", { type: "button", class: "link" }, word("stop"));
    go.onclick = () => (talking ? rest() : speak());
    stop.onclick = () => {
      rest();
      at = 0;
      go.textContent = word("read_aloud");
      stop.hidden = true;
      go.focus();
    };
    bar.replaceChildren(go, " ", stop);
    go.focus();
    speak();

    function rest() {
      turn += 1;
      talking = false;
      speech.cancel();
      mark(null);
      go.textContent = word("go_on");
    }

    function speak() {
      speech.cancel();
      talking = true;
      stop.hidden = false;
      go.textContent = word("pause");
      say((turn += 1));
    }

    /** Say one part, then the next. A part in a language without a voice is left out. @param {number} mine */
    function say(mine) {
      if (mine !== turn || bar.hidden) return;
      if (at >= list.length) return stop.onclick();
      const { block, lang, text } = list[at];
      const next = () => {
        if (mine !== turn || bar.hidden) return mark(null);
        at += 1;
        say(mine);
      };
      const voice = voiceFor(lang);
      if (!voice || !isSeen(block)) return next();
      mark(block);
      const spoken = new SpeechSynthesisUtterance(text);
      Object.assign(spoken, { voice, lang: voice.lang, onend: next, onerror: next });
      speech.speak(spoken);
    }

    /** Show what is being read, gently. @param {HTMLElement | null} block */
    function mark(block) {
      document.querySelector(".is-read")?.classList.remove("is-read");
      if (!block) return;
      block.classList.add("is-read");
      const { top, bottom } = block.getBoundingClientRect();
      if (top > 80 && bottom < window.innerHeight) return;
      const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
      block.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
    }
  };
})((window.milepost = window.milepost || {}));
