// @ts-check
/** The time that an LMS allows a learner (SCORM: max_time_allowed and time_limit_action). Time away does not count. */
(function (milepost) {
  "use strict";

  const LONGEST = 600; // seconds between two looks at the clock

  /**
   * @param {any} record
   * @param {(limit: {exit: boolean, message: boolean}) => void} ended  hears once when the time is over
   */
  function watchTime(record, ended) {
    const limit = record.launch.timeLimit;
    if (!limit || !record.recording) return;
    const look = () => {
      const left = limit.seconds - record.seconds;
      if (left <= 0) ended(limit);
      else setTimeout(look, Math.min(left, LONGEST) * 1000);
    };
    look();
  }

  milepost.watchTime = watchTime;
})((window.milepost = window.milepost || {}));
