// @ts-check
/** Texts and numbers as people write them: the twin of courseware/written.py. */
(function (milepost) {
  "use strict";

  const INVISIBLE = /[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g;
  const VOWEL_SIGNS = /[\u0640\u064b-\u065f\u0670]/g;
  // eslint-disable-next-line no-control-regex
  const SPACES = /[\s\x00-\x20\x7f-\x9f]+/g;

  /** @param {string} text */
  const same = (text) =>
    text.replace(/[\u2018\u2019\u02bc\u00b4`]/g, "'").replace(/[\u2010-\u2014\u2212]/g, "-");

  /**
   * The form in which two texts are compared.
   * @param {string} text
   * @returns {string}
   */
  function fold(text) {
    const plain = same(same(text).normalize("NFKC"))
      .toLowerCase()
      .replace(INVISIBLE, "")
      .replace(VOWEL_SIGNS, "")
      .replace(/\u03c2/g, "\u03c3")
      .replace(/i\u0307/g, "i")
      .replace(/\u0131/g, "i")
      .replace(SPACES, " ")
      .replace(/^ | $/g, "");
    return plain.replace(/^[\p{P} ]+/u, "").replace(/[\p{P} ]+$/u, "") || plain;
  }

  const POINT = [".", ","];
  const COMMA = [",", "."];
  const ARABIC = ["\u066b.", "\u066c,"];
  /** @type {Record<string, string[]>} */
  const MARKS = { ar: ARABIC, fa: ARABIC, prs: ARABIC, ps: ARABIC };
  for (const lang of "ca da de el es fr it lv nl ru sv tr uk".split(" ")) MARKS[lang] = COMMA;

  /**
   * Decimal marks and grouping marks of a language, the usual one first.
   * @param {string} lang
   */
  const numberMarks = (lang) => MARKS[lang] || MARKS[lang.split("-")[0]] || POINT;

  /** @param {string} text */
  function westernDigits(text) {
    return text
      .replace(/[\u0660-\u0669\u06f0-\u06f9\uff10-\uff19]/g, (digit) => {
        const code = digit.charCodeAt(0);
        return String(code - (code < 0x06f0 ? 0x0660 : code < 0xff10 ? 0x06f0 : 0xff10));
      })
      .replace(/[\u00a0\u2007\u2009\u202f]/g, " ")
      .replace(/[\u2010-\u2013\u2212]/g, "-")
      .replace(/\u2019/g, "'");
  }

  /**
   * A number as people of a language write it, or null.
   * @param {string} text
   * @param {string} lang
   * @returns {number | null}
   */
  function readNumber(text, lang) {
    if ([...text].length > 60) return null;
    const plain = westernDigits(text.replace(INVISIBLE, "")).replace(
      /^[ %\u066a\u20ac$\u00a3\t\r\n]+|[ %\u066a\u20ac$\u00a3\t\r\n]+$/g,
      "",
    );
    const [decimal, grouping] = numberMarks(lang);
    const found = plain.match(
      new RegExp(
        `^([+-]?) ?(?:([0-9]{1,3}(?:([${grouping} '])[0-9]{3}(?:\\3[0-9]{3})*)|[0-9]+)` +
          `(?:[${decimal}]([0-9]+))?|[${decimal}]([0-9]+))$`,
      ),
    );
    if (!found) return null;
    const [, sign, whole, , fraction, bare] = found;
    return Number(`${sign}${(whole || "0").replace(/[^0-9]/g, "")}.${fraction || bare || 0}`);
  }

  /** Points as people write them in a language: two decimals at most. @param {number} points @param {string} lang */
  function writePoints(points, lang) {
    const mark = [...numberMarks(lang)[0]].find((each) => ".,".includes(each));
    return String(Math.round(points * 100) / 100).replace(".", mark || ".");
  }

  milepost.written = { fold, readNumber, numberMarks, writePoints };
})((window.milepost = window.milepost || {}));
