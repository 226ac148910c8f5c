// @ts-check
/**
 * What films do in a browser, on the site and in every package: a chapter plays from where it begins, and the
 * list says where the film is. Without this file a chapter is a link into the film (media fragment `#t=`).
 *
 * Markup (courseware/render/pages.py): `figure.film` with a `video` and `[data-cues] a[data-at]` (seconds).
 */
(function () {
  "use strict";

  /** @param {Element} inside @returns {HTMLElement[]} */
  const marksOf = (inside) => [...inside.querySelectorAll("a[data-at]")];

  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest(".film a[data-at]") : null;
    const video = link?.closest(".film")?.querySelector("video");
    if (!link || !video || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    video.currentTime = Number(/** @type {HTMLElement} */ (link).dataset.at);
    video.play().catch(() => {});
  });

  // Events of media do not bubble, but they are captured on their way down.
  document.addEventListener(
    "timeupdate",
    ({ target }) => {
      const film = target instanceof HTMLVideoElement ? target.closest(".film") : null;
      if (!film) return;
      const time = /** @type {HTMLVideoElement} */ (target).currentTime + 0.05;
      const marks = marksOf(film);
      const now = marks.filter((mark) => Number(mark.dataset.at) <= time).pop();
      for (const mark of marks) {
        if (mark === now) mark.setAttribute("aria-current", "true");
        else mark.removeAttribute("aria-current");
      }
    },
    true,
  );
})();
