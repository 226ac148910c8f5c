// @ts-check
/**
 * What a learner did, and the text of it that an LMS keeps (suspend_data).
 *
 * The text is printable ASCII without "~": `M1<revision>.<checksum>|<record>|<record>…`. Records name
 * pages, questions and fields by five characters made from their ids, so a new version of the course
 * finds what is still there, wherever it stands now.
 *
 *   i<id>                                     the attempt, a few letters by chance
 *   l<tag>                                    the language chosen, where there are several
 *   p<module/page>                            the page that is open; not in an LMS, which has a place of its own
 *   d<key>…                                   pages done
 *   q<key><number><o|c><won>,<of>             quiz: attempts begun, open or closed, the points that count
 *   a<key><tries>.<share in 1000ths>.<response>   answer: of a check, or of the newest attempt at a quiz
 *   w<key><text>                              worksheet field
 *
 * Too long for the LMS? Texts go first, the longest one first; then what was answered; then tries of
 * checks. Pages done, attempts and points never go.
 */
(function (milepost) {
  "use strict";

  /**
   * @typedef {{number: number, open: boolean, won: number | null, of: number | null}} Quiz
   * @typedef {{tries: number, share: number | null, response: any}} Answer  response undefined: it was dropped
   * @typedef {{rev: number, id: string, lang: string, done: Set<string>, quizzes: Map<string, Quiz>,
   *            answers: Map<string, Answer>, texts: Map<string, string | null>}} State  text null: it was dropped
   */

  const VERSION = "M1";
  const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";

  /** FNV-1a, 32 bits. @param {string} text */
  function hash(text) {
    let sum = 0x811c9dc5;
    for (let i = 0; i < text.length; i++) sum = Math.imul(sum ^ text.charCodeAt(i), 0x01000193) >>> 0;
    return sum;
  }

  /** The five characters of an id: "module/page", "module?question", "module!field". @param {string} id */
  function keyOf(id) {
    const sum = hash(id);
    return [24, 18, 12, 6, 0].map((shift) => DIGITS[((sum ^ (sum >>> 30)) >>> shift) & 63]).join("");
  }

  /** @returns {State} */
  const empty = () => ({ rev: 0, id: "", lang: "", done: new Set(), quizzes: new Map(), answers: new Map(), texts: new Map() });

  // --- texts ---------------------------------------------------------------------------------------

  const PLAIN = { "%20": " ", "%3A": ":", "%3B": ";", "%3F": "?", "%2F": "/", "%0A": "$" };

  /** The shorter of %XX for what is special, and base 64 of the UTF-8. @param {string} text */
  function writeText(text) {
    const whole = text.replace(/[\ud800-\udfff]/gu, "\ufffd"); // half a surrogate pair has no UTF-8
    const escaped = encodeURIComponent(whole)
      .replace(/%(20|3A|3B|3F|2F|0A)/g, (code) => PLAIN[code])
      .replace(/~/g, "%7E");
    let bytes = "";
    for (const byte of new TextEncoder().encode(whole)) bytes += String.fromCharCode(byte);
    const packed = btoa(bytes).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
    return escaped.length <= packed.length + 1 ? escaped : `@${packed}`;
  }

  /** @param {string} text */
  function readText(text) {
    if (text[0] !== "@") return decodeURIComponent(text.replace(/\$/g, "%0A"));
    const bytes = atob(text.slice(1).replace(/-/g, "+").replace(/_/g, "/"));
    return new TextDecoder().decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)));
  }

  // --- responses -----------------------------------------------------------------------------------

  /** @param {any} response */
  function writeResponse(response) {
    if (response === undefined) return "";
    if (typeof response === "number") return `i${response.toString(36)}`;
    if (typeof response === "string") return `t${writeText(response)}`;
    if (response.some((part) => typeof part === "string")) return `s${response.map(writeText).join(",")}`;
    return `l${response.map((part) => (part === null ? "-" : part.toString(36))).join(",")}`;
  }

  /** @param {string} text */
  function readResponse(text) {
    const rest = text.slice(1);
    switch (text[0]) {
      case "i":
        return parseInt(rest, 36);
      case "t":
        return readText(rest);
      case "s":
        return rest.split(",").map(readText);
      case "l":
        return rest ? rest.split(",").map((part) => (part === "-" ? null : parseInt(part, 36))) : [];
      default:
        return undefined;
    }
  }

  // --- the whole -----------------------------------------------------------------------------------

  /** @param {State} state @returns {string[]} */
  function records(state) {
    const found = state.id ? [`i${state.id}`] : [];
    if (state.lang) found.push(`l${state.lang}`);
    if (state.at) found.push(`p${state.at}`);
    if (state.done.size) found.push(`d${[...state.done].join("")}`);
    for (const [key, quiz] of state.quizzes) {
      const points = quiz.won === null ? "" : `${quiz.won},${quiz.of}`;
      found.push(`q${key}${quiz.number.toString(36)}${quiz.open ? "!" : "."}${points}`);
    }
    for (const [key, { tries, share, response }] of state.answers) {
      const part = share === null ? "-" : Math.round(share * 1000).toString(36);
      found.push(`a${key}${tries.toString(36)}.${part}.${writeResponse(response)}`);
    }
    for (const [key, text] of state.texts) found.push(`w${key}${text === null ? "" : `=${writeText(text)}`}`);
    return found;
  }

  /** @param {State} state */
  function write(state) {
    const body = records(state).join("|");
    return `${VERSION}${state.rev.toString(36)}.${hash(body).toString(36)}|${body}`;
  }

  /** What may go, in this order. @type {((state: State) => string[])[]} */
  const STEPS = [
    (state) => longest(state.texts, (text) => text),
    (state) => longest(state.answers, ({ response }) => (typeof response === "string" ? response : null)),
    (state) => longest(state.answers, ({ response }) => (response === undefined ? null : writeResponse(response))),
    (state) => [...state.answers.keys()],
  ];

  /** @template T @param {Map<string, T>} map @param {(value: T) => string | null} textOf */
  function longest(map, textOf) {
    const kept = [...map].map(([key, value]) => [key, (textOf(value) || "").length]);
    return kept.filter(([, size]) => size).sort((a, b) => Number(b[1]) - Number(a[1])).map(([key]) => String(key));
  }

  /** @param {State} state @param {number} step @param {string} key */
  function drop(state, step, key) {
    if (step === 0) state.texts.set(key, null);
    else if (step === STEPS.length - 1) state.answers.delete(key);
    else state.answers.set(key, { .../** @type {Answer} */ (state.answers.get(key)), response: undefined });
  }

  /**
   * The text of a state, at most `limit` characters; `dropped` counts what had to go.
   * @param {State} state
   * @param {number} limit
   */
  function encode(state, limit) {
    let text = write(state);
    let dropped = 0;
    if (text.length <= limit) return { text, dropped };
    const left = { ...state, texts: new Map(state.texts), answers: new Map(state.answers) };
    for (let step = 0; step < STEPS.length; step++) {
      for (const key of STEPS[step](left)) {
        drop(left, step, key);
        dropped += 1;
        text = write(left);
        if (text.length <= limit) return { text, dropped };
      }
    }
    return { text, dropped };
  }

  /**
   * A text read back. One that was cut loses its last record; one of another kind is an empty state.
   * @param {string} text
   * @returns {State}
   */
  function decode(text) {
    const state = empty();
    const head = /^M1([0-9a-z]+)\.([0-9a-z]+)\|/.exec(text || "");
    if (!head) return state;
    state.rev = parseInt(head[1], 36);
    const body = text.slice(head[0].length);
    const found = body.split("|");
    if (hash(body).toString(36) !== head[2]) found.pop();
    for (const record of found) {
      try {
        readRecord(state, record);
      } catch {
        continue; // half a record of a text that was cut: the others are whole
      }
    }
    return state;
  }

  /** @param {State} state @param {string} record */
  function readRecord(state, record) {
    const key = record.slice(1, 6);
    const rest = record.slice(6);
    if (record[0] === "i") state.id = record.slice(1);
    if (record[0] === "p") state.at = record.slice(1);
    if (record[0] === "l") state.lang = record.slice(1);
    if (record[0] === "d") for (const done of record.slice(1).match(/.{5}/g) || []) state.done.add(done);
    if (record[0] === "q") {
      const [, number, open, won, of] = /** @type {RegExpMatchArray} */ (/^(\w+)([!.])(?:([^,]+),(.+))?$/.exec(rest));
      const points = won === undefined ? { won: null, of: null } : { won: Number(won), of: Number(of) };
      state.quizzes.set(key, { number: parseInt(number, 36), open: open === "!", ...points });
    }
    if (record[0] === "a") {
      const [, tries, part, response] = /** @type {RegExpMatchArray} */ (/^(\w+)\.([\w-]+)\.(.*)$/.exec(rest));
      const share = part === "-" ? null : parseInt(part, 36) / 1000;
      state.answers.set(key, { tries: parseInt(tries, 36), share, response: readResponse(response) });
    }
    if (record[0] === "w") state.texts.set(key, rest ? readText(rest.slice(1)) : null);
  }

  milepost.state = { keyOf, empty, encode, decode, hash };
})((window.milepost = window.milepost || {}));
