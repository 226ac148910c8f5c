// @ts-check
/** What a response is worth: the twin of courseware/scoring.py, held to the same vectors. */
(function (milepost) {
  "use strict";

  const { fold, readNumber } = milepost.written;
  const NEAR = 1e-9;

  /**
   * @typedef {{right: boolean, share?: number, feedback?: string}} Option
   * @typedef {{share: number | null, points: number, correct: boolean | null,
   *            feedback: string[], parts: (boolean | null)[]}} Score
   * @typedef {{share: number, feedback?: (string | undefined)[], parts?: (boolean | null)[]}} Worth
   */

  /** @param {*} value @param {number} length */
  const isIndex = (value, length) => Number.isInteger(value) && value >= 0 && value < length;

  /** @param {*} response @returns {any[]} */
  const items = (response) => (Array.isArray(response) ? response : []);

  /** @param {Option} option */
  const ownShare = (option) => option.share ?? (option.right ? 1 : 0);

  /** @param {boolean[]} parts @returns {Worth} */
  const shareOf = (parts) => ({ share: parts.filter(Boolean).length / Math.max(1, parts.length), parts });

  /** @type {Worth} */
  const NOTHING = { share: 0 };

  /** @type {Record<string, (question: any, response: any, lang: string) => Worth>} */
  const WORTH = {
    single: worthSingle,
    truefalse: worthSingle,
    multiple: worthMultiple,
    text: worthText,
    number: worthNumber,
    match: worthMatch,
    order: worthOrder,
    blanks: worthBlanks,
    scenario: worthScenario,
  };

  /**
   * @param {any} question  its key, as page.py wrote it
   * @param {any} response  as in courseware.model; one that does not fit is worth nothing
   * @param {string} lang   the page's language: numbers are read by it
   * @returns {Score}
   */
  function score(question, response, lang) {
    if (question.type === "reflect") return { share: null, points: 0, correct: null, feedback: [], parts: [] };
    const worth = WORTH[question.type](question, response, lang);
    let share = Math.min(1, Math.max(0, worth.share));
    share = share > 1 - NEAR ? 1 : share < NEAR ? 0 : share;
    return {
      share,
      points: share * question.points,
      correct: share === 1,
      feedback: /** @type {string[]} */ ((worth.feedback || []).filter(Boolean)),
      parts: worth.parts || [],
    };
  }

  /** @returns {Worth} */
  function worthSingle({ options }, response) {
    const chosen = isIndex(response, options.length) ? options[response] : null;
    const parts = options.map((option) => (option === chosen ? option.right : null));
    return chosen ? { share: ownShare(chosen), feedback: [chosen.feedback], parts } : { share: 0, parts };
  }

  /** @returns {Worth} */
  function worthMultiple({ options }, response) {
    const chosen = items(response);
    const rights = options.filter((option) => option.right).length || 1;
    let share = 0;
    const feedback = [];
    const parts = options.map((option, i) => {
      if (!chosen.includes(i)) return null;
      share += option.share ?? (option.right ? 1 : -1) / rights;
      feedback.push(option.feedback);
      return option.right;
    });
    return { share, feedback, parts };
  }

  /** @returns {Worth} */
  function worthText({ accepted }, response) {
    const written = typeof response === "string" ? fold(response) : "";
    const found = written ? accepted.find((answer) => fold(answer.text) === written) : null;
    return found ? { share: ownShare(found), feedback: [found.feedback] } : NOTHING;
  }

  /** @returns {Worth} */
  function worthNumber({ accepted }, response, lang) {
    const written = typeof response === "string" ? readNumber(response, lang) : null;
    if (written === null) return NOTHING;
    const found = accepted.find(
      ({ value, tolerance }) =>
        Math.abs(written - value) <= tolerance + NEAR * Math.max(1, Math.abs(value)),
    );
    return found ? { share: ownShare(found), feedback: [found.feedback] } : NOTHING;
  }

  /** `targets[i]` is the first target with the same text as target i. @returns {Worth} */
  function worthMatch({ prompts, targets }, response) {
    const chosen = items(response);
    return shareOf(
      Array.from({ length: prompts }, (_, i) => {
        return isIndex(chosen[i], targets.length) && targets[chosen[i]] === targets[i];
      }),
    );
  }

  /** @returns {Worth} */
  function worthOrder({ items: count }, response) {
    const chosen = items(response);
    const fits = chosen.length === count && chosen.every((i) => isIndex(i, count));
    if (count < 2 || !fits || new Set(chosen).size !== count) {
      return { share: 0, parts: Array(count).fill(false) };
    }
    let ordered = 0;
    for (let i = 0; i < count; i++) for (let j = i + 1; j < count; j++) ordered += +(chosen[i] < chosen[j]);
    return { share: (2 * ordered) / ((count * (count - 1)) / 2) - 1, parts: chosen.map((item, i) => item === i) };
  }

  /** @returns {Worth} */
  function worthBlanks({ gaps }, response) {
    const written = items(response).map((text) => (typeof text === "string" ? fold(text) : ""));
    return shareOf(gaps.map((accepted, i) => !!written[i] && accepted.map(fold).includes(written[i])));
  }

  /** A choice's `goto` is the place of a step. @returns {Worth} */
  function worthScenario({ steps, best }, response) {
    let won = 0;
    let step = steps[0];
    const feedback = [];
    for (const index of items(response)) {
      if (!step || !isIndex(index, step.choices.length)) return NOTHING;
      const choice = step.choices[index];
      won += choice.points;
      feedback.push(choice.feedback);
      step = steps[choice.goto];
    }
    if (best > 0) return { share: won / best, feedback };
    const ended = items(response).length > 0 && step && !step.choices.length;
    return { share: ended && won >= best ? 1 : 0, feedback };
  }

  /** Says whether a response is a whole answer: a scenario is one only at its end. */
  function finished(question, response) {
    if (question.type !== "scenario") return response !== null;
    const step = stepAfter(question, response);
    return items(response).length > 0 && !!step && !step.choices.length;
  }

  /** The step where a path of choices leads, or null. */
  function stepAfter({ steps }, path) {
    let step = steps[0] || null;
    for (const index of items(path)) {
      if (!step || !isIndex(index, step.choices.length)) return null;
      step = steps[step.choices[index].goto] || null;
    }
    return step;
  }

  milepost.scoring = { score, finished, stepAfter };
})((window.milepost = window.milepost || {}));
