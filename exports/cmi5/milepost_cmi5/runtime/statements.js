// Statements of an AU (cmi5 7.1.3 and 9): the "cmi5 defined" ones, and "answered" as a "cmi5 allowed" one.

const VERBS = {
  initialized: "http://adlnet.gov/expapi/verbs/initialized",
  completed: "http://adlnet.gov/expapi/verbs/completed",
  passed: "http://adlnet.gov/expapi/verbs/passed",
  failed: "http://adlnet.gov/expapi/verbs/failed",
  terminated: "http://adlnet.gov/expapi/verbs/terminated",
  answered: "http://adlnet.gov/expapi/verbs/answered",
};
const CMI5 = "https://w3id.org/xapi/cmi5/context/categories/cmi5"; // 9.6.2.1
const MOVE_ON = "https://w3id.org/xapi/cmi5/context/categories/moveon"; // 9.6.2.2
const MASTERY_SCORE = "https://w3id.org/xapi/cmi5/context/extensions/masteryscore"; // 9.6.3.2
const PROGRESS = "https://w3id.org/xapi/cmi5/result/extensions/progress"; // 9.5.5.1
const INTERACTION = "http://adlnet.gov/expapi/activities/cmi.interaction";
/** How answers are spelt: as in SCORM 2004, whose forms xAPI took over (xAPI part 2, 2.4.4.1). */
const SPELLING = { true: "true", false: "false", comma: "[,]", point: "[.]", ids: "", iso_times: true };

/**
 * @param {any} launch   launchOf()
 * @param {any} data     the document LMS.LaunchData (10)
 * @param {{id: string, lang: string}} about  the AU's id in cmi5.xml, and the language of its words
 */
function statementMaker(launch, data, about) {
  const template = data.contextTemplate ?? {};
  const group = template.contextActivities ?? {};
  let last = 0;

  /** No statement is older than the one before it: the timestamps tell their order (9.7). */
  function now() {
    last = Math.max(last, Date.now());
    return new Date(last).toISOString();
  }

  /** Nothing of the template is replaced (10, contextTemplate): lists grow, what is missing is added. */
  function context(activities, extensions = {}) {
    const lists = { ...group };
    for (const [name, ids] of Object.entries(activities)) {
      const held = [lists[name] ?? []].flat();
      const more = ids.filter((id) => !held.some((activity) => activity.id === id));
      if (held.length + more.length) lists[name] = [...held, ...more.map((id) => ({ id }))];
    }
    return {
      registration: launch.registration,
      ...template,
      contextActivities: lists,
      extensions: { ...extensions, ...template.extensions },
    };
  }

  /** @param {string} name  a verb  @param {object} more  object, result, context, and the id if it must be that one */
  const statement = (name, { id = newUuid(), ...more }) => ({
    id,
    actor: launch.actor,
    verb: { id: VERBS[name], display: { en: name } },
    timestamp: now(),
    ...more,
  });

  /**
   * A "cmi5 defined" statement. One that may stand only once in a registration (9.3) gets an id that is
   * always the same, so that an LRS that has it already knows it.
   */
  function defined(name, result, extensions) {
    const judged = result && ("success" in result || "completion" in result);
    return statement(name, {
      ...(["completed", "passed"].includes(name)
        ? { id: uuidOf(`${launch.registration} ${launch.activityId} ${name}`) }
        : {}),
      object: { objectType: "Activity", id: launch.activityId },
      ...(result ? { result } : {}),
      context: context({ category: judged ? [CMI5, MOVE_ON] : [CMI5] }, extensions),
    });
  }

  function judgement(name, { score, duration }) {
    const given = typeof data.masteryScore === "number" ? { [MASTERY_SCORE]: data.masteryScore } : {};
    const scaled = score === null ? {} : { score: { scaled: score } };
    return defined(name, { success: name === "passed", ...scaled, duration }, given);
  }

  /** A question that was answered; null for what stays with the learner. */
  function answered(interaction) {
    const spelt = spell(SPELLING, interaction);
    if (!spelt?.response) return null;
    const { id, description, correct, share, latency } = interaction;
    const success = correct === null ? {} : { success: correct };
    const score = share === null ? {} : { score: { scaled: share } };
    return statement("answered", {
      object: {
        objectType: "Activity",
        id: `${about.id}#${id}`,
        definition: {
          type: INTERACTION,
          interactionType: spelt.type,
          ...(description ? { name: { [about.lang]: oneLine(description) } } : {}),
          ...(spelt.right ? { correctResponsesPattern: [spelt.right] } : {}),
        },
      },
      result: { response: spelt.response, ...success, ...score, duration: duration(latency, true) },
      context: context({ parent: [launch.activityId] }),
    });
  }

  return {
    initialized: () => defined("initialized"),
    completed: (seconds) => defined("completed", { completion: true, duration: duration(seconds, true) }),
    passed: (score, seconds) => judgement("passed", { score, duration: duration(seconds, true) }),
    failed: (score, seconds) => judgement("failed", { score, duration: duration(seconds, true) }),
    /** `progress`: percent of the pages done; null once the AU is completed (9.5.5.1) */
    terminated: (seconds, progress) =>
      defined("terminated", {
        duration: duration(seconds, true),
        ...(progress === null ? {} : { extensions: { [PROGRESS]: progress } }),
      }),
    answered,
  };
}

/** A random UUID. `crypto.randomUUID` is missing where the LMS has no https. */
function newUuid() {
  return asUuid(crypto.getRandomValues(new Uint32Array(4)));
}

/** The UUID that always stands for a text: four FNV-1a sums of it, each begun elsewhere. */
function uuidOf(text) {
  const seeds = [0x811c9dc5, 0x1b873593, 0xcc9e2d51, 0x85ebca6b];
  const sums = seeds.map((seed) => {
    let sum = seed;
    for (let i = 0; i < text.length; i += 1) sum = Math.imul(sum ^ text.charCodeAt(i), 0x01000193) >>> 0;
    return (sum ^ (sum >>> 15)) >>> 0;
  });
  return asUuid(sums);
}

/** @param {ArrayLike<number>} words  four of 32 bits; variant and version (4) are set as RFC 9562 asks */
function asUuid(words) {
  const hex = Array.from(words, (word) => word.toString(16).padStart(8, "0")).join("");
  const variant = "89ab"[parseInt(hex[16], 16) & 3];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}
