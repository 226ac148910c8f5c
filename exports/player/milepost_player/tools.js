// @ts-check
/**
 * What only some devices and some pages have: a voice that reads aloud, a whole screen, films. Reading and
 * films have scripts of their own (aloud.js, film.js), loaded when they are wanted.
 */
(function (milepost) {
  "use strict";

  const { word, make, byId } = milepost.view;
  const speech = window.speechSynthesis;
  const main = (lang) => lang.toLowerCase().split(/[-_]/)[0];

  /**
   * A voice of the device itself for a language. Voices from the network would send the text away.
   * @param {string} lang
   */
  function voiceFor(lang) {
    const voices = (speech ? speech.getVoices() : []).filter((voice) => voice.localService && main(voice.lang) === main(lang));
    return voices.find((voice) => voice.lang === lang) || voices[0];
  }

  /** Offer to read a page aloud, where there is a voice for its language. */
  function offerVoice() {
    const root = byId("page");
    const offered = byId("aloud");
    if (!offered.hidden || !voiceFor(root.lang) || !root.textContent.trim()) return;
    const start = make("button", { type: "button", class: "link" }, word("read_aloud"));
    start.onclick = async () => {
      await milepost.pages.once("aloud.js").catch(() => {});
      milepost.readAloud?.(offered, [byId("title"), root], voiceFor);
    };
    offered.replaceChildren(start);
    offered.hidden = false;
  }

  function closeVoice() {
    speech?.cancel();
    byId("aloud").hidden = true;
  }

  /** Another page is shown. @param {HTMLElement} root */
  function usePage(root) {
    closeVoice();
    offerVoice();
    const films = [...root.querySelectorAll(".film")];
    if (!films.length) return;
    milepost.pages.once("film.js").then(() => films.forEach(milepost.openFilm), () => {});
  }

  function offerWholeScreen() {
    if (!document.fullscreenEnabled) return;
    const button = make("button", { type: "button", class: "link" }, "");
    const name = () => (button.textContent = word(document.fullscreenElement ? "small_screen" : "full_screen"));
    button.onclick = () =>
      document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen().catch(() => button.remove());
    document.addEventListener("fullscreenchange", name);
    byId("print").after(" ", button);
    name();
  }

  function openTools() {
    offerWholeScreen();
    speech?.addEventListener?.("voiceschanged", offerVoice);
    window.addEventListener("pagehide", closeVoice);
    window.addEventListener("beforeprint", () => {
      for (const area of document.querySelectorAll("textarea")) area.style.minBlockSize = `${Math.max(area.offsetHeight, area.scrollHeight + 4)}px`;
    });
    window.addEventListener("afterprint", () => document.querySelectorAll("textarea").forEach((area) => area.removeAttribute("style")));
  }

  Object.assign(milepost, { openTools, usePage });
})((window.milepost = window.milepost || {}));
