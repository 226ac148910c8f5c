// @ts-check
/**
 * Films: captions by script where `<track>` is refused (from file: every file is of another origin). The cues
 * of `x.vtt` are also in `x.vtt.js`, a classic script. Chapters and descriptions stand in the page (films.js).
 */
(function (milepost) {
  "use strict";

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

  /** @param {HTMLElement} figure */
  milepost.openFilm = (figure) => {
    const video = /** @type {HTMLVideoElement} */ (figure.querySelector("video"));
    const tracks = /** @type {HTMLTrackElement[]} */ ([...video.querySelectorAll("track")]);
    const place = (track) => (track.dataset.src || track.getAttribute("src") || "").split("?")[0];
    for (const track of tracks.filter(({ kind }) => kind === "captions")) {
      const add = () => addCaptions(video, track, place(track));
      if (track.dataset.src || track.readyState === HTMLTrackElement.ERROR) add();
      else track.addEventListener("error", add, { once: true });
    }
  };
})((window.milepost = window.milepost || {}));
