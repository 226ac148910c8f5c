// @ts-check
/**
 * Films: captions by script where `<track>` is refused (from file: every file is of another origin), chapters
 * as buttons, descriptions as text. The cues of `x.vtt` are also in `x.vtt.js`, a classic script.
 */
(function (milepost) {
  "use strict";

  const { pageWord, make } = milepost.view;
  /** @type {Map<string, string>} */
  const known = new Map();

  /** What a file of cues calls. @param {string} name @param {string} text  WebVTT */
  milepost.cues = (name, text) => known.set(name, text);

  /** @param {string} text @returns {number} seconds */
  const seconds = (text) => text.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);

  /**
   * The cues of a WebVTT file (W3C WebVTT 4.1): blocks with a line of times, the text below it.
   * @param {string} name @returns {Promise<{start: number, end: number, settings: string, text: string}[]>}
   */
  async function cuesOf(name) {
    if (!known.has(name)) await milepost.pages.script(`${name}.js`).catch(() => known.set(name, ""));
    const found = [];
    for (const block of (known.get(name) || "").replace(/\r\n?/g, "\n").split(/\n{2,}/)) {
      const time = /^([\d:.]+)\s+-->\s+([\d:.]+)(.*)$/m.exec(block);
      if (!time) continue;
      const text = block.slice(time.index + time[0].length).trim();
      found.push({ start: seconds(time[1]), end: seconds(time[2]), settings: time[3], text });
    }
    return found;
  }

  /** @param {{start: number, end: number, settings: string, text: string}} cue */
  function vttCue({ start, end, settings, text }) {
    const cue = new VTTCue(start, end, text);
    for (const [, name, value] of settings.matchAll(/(line|position|size|align):(-?[\w.]+)%?/g)) {
      if (name === "line") cue.snapToLines = !settings.includes(`line:${value}%`);
      cue[name] = name === "align" ? value : Number(value);
    }
    return cue;
  }

  /** @param {HTMLTrackElement} track @param {string} src */
  async function addCaptions(video, track, src) {
    const shown = track.hasAttribute("default");
    const cues = await cuesOf(src);
    const made = video.addTextTrack("captions", track.label, track.srclang);
    track.remove();
    cues.forEach((cue) => made.addCue(vttCue(cue)));
    made.mode = shown ? "showing" : "disabled";
  }

  const clock = (time) => `${Math.floor(time / 60)}:${String(Math.floor(time % 60)).padStart(2, "0")}`;

  function chapterList(video, cues, lang) {
    const list = make("ol", { class: "film-chapters", role: "list", lang });
    for (const { start, text } of cues) {
      const button = make("button", { type: "button", class: "link" }, make("span", {}, clock(start)), " ", text);
      button.onclick = () => {
        video.currentTime = start;
        video.play().catch(() => {});
      };
      list.append(make("li", {}, button));
    }
    video.addEventListener("timeupdate", () => {
      const now = cues.filter(({ start }) => start <= video.currentTime + 0.05).length - 1;
      [...list.querySelectorAll("button")].forEach((button, n) => {
        if (n === now) button.setAttribute("aria-current", "true");
        else button.removeAttribute("aria-current");
      });
    });
    return list;
  }

  function descriptionList(cues, lang) {
    const items = cues.map(({ start, text }) => make("li", {}, make("span", {}, clock(start)), " ", text));
    return make("ol", { class: "film-chapters", role: "list", lang }, ...items);
  }

  const folded = (name, list) => make("details", { class: "transcript" }, make("summary", {}, pageWord(name)), list);

  /** @param {HTMLElement} figure */
  milepost.openFilm = async (figure) => {
    const video = /** @type {HTMLVideoElement} */ (figure.querySelector("video"));
    const tracks = /** @type {HTMLTrackElement[]} */ ([...video.querySelectorAll("track")]);
    const place = (track) => track.dataset.src || track.getAttribute("src") || "";
    for (const track of tracks.filter(({ kind }) => kind === "captions")) {
      const add = () => addCaptions(video, track, place(track));
      if (track.dataset.src || track.readyState === HTMLTrackElement.ERROR) add();
      else track.addEventListener("error", add, { once: true });
    }
    const lang = /** @type {HTMLElement} */ (figure.closest("[lang]")).lang;
    for (const [kind, draw] of /** @type {[string, any][]} */ ([["chapters", chapterList], ["descriptions", descriptionList]])) {
      const own = tracks.filter((track) => track.kind === kind);
      const track = own.find(({ srclang }) => srclang === lang) || own[0];
      const cues = track ? await cuesOf(place(track)) : [];
      if (!cues.length) continue;
      const list = kind === "chapters" ? draw(video, cues, track.srclang) : draw(cues, track.srclang);
      (figure.querySelector("details") || figure.lastElementChild).before(folded(kind, list));
    }
  };
})((window.milepost = window.milepost || {}));
