// Numbers, times and texts in the spelling that both measured judges accept (Moodle, scorm-again).

/** @returns {string} a decimal without exponent, at most `places` decimals */
function decimal(number, places = 2) {
  const text = number.toFixed(places);
  return text.includes(".") ? text.replace(/\.?0+$/, "").replace(/^-0$/, "0") : text;
}

/** The same number, spelt otherwise: "80" and "80.0", "0.5" and "0.50". Twice is the first again: LMSs count decimals. */
function respelt(text) {
  if (!text.includes(".")) return `${text}.0`;
  return text.endsWith("0") ? text.replace(/\.?0$/, "") : `${text}0`;
}

/** The same span of time, spelt otherwise: "00:01:02.50" and "0000:01:02.50", "PT0H1M" and "PT00H1M". */
function respeltSpan(text) {
  if (text.startsWith("P")) return text.startsWith("PT0") && !text.startsWith("PT0H") ? `PT${text.slice(3)}` : `PT0${text.slice(2)}`;
  const [hours, ...rest] = text.split(":");
  const plain = hours.replace(/^0+/, "").padStart(2, "0");
  return [hours === plain ? plain.padStart(4, "0") : plain, ...rest].join(":"); // at most HHHH
}

/** CMITimespan of SCORM 1.2 (RTE 3.4.4), HHHH:MM:SS.ss, or an ISO 8601 duration of 2004 (RTE 4.1.1.7). */
function duration(seconds, iso) {
  const hundredths = Math.min(Math.max(0, Math.round(seconds * 100)), 359999999);
  const parts = [Math.floor(hundredths / 360000), Math.floor(hundredths / 6000) % 60];
  const rest = (hundredths % 6000) / 100;
  if (iso) return `PT${parts[0]}H${parts[1]}M${decimal(rest)}S`;
  return `${String(parts[0]).padStart(2, "0")}:${String(parts[1]).padStart(2, "0")}:${rest.toFixed(2).padStart(5, "0")}`;
}

/** @returns {number} seconds of a span of time in either spelling; 0 for what is none (Moodle says "P") */
function secondsOf(text) {
  const clock = /^(\d+):(\d\d):(\d\d(?:\.\d+)?)$/.exec(text);
  const iso = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?$/.exec(text);
  const [parts, weights] = clock
    ? [clock, [3600, 60, 1]]
    : [iso ?? [], [31557600, 2629800, 86400, 3600, 60, 1]];
  return weights.reduce((sum, weight, index) => sum + weight * (Number(parts[index + 1]) || 0), 0);
}

/** CMITime of 1.2 (HH:MM:SS), or a timestamp of 2004 without zone and fraction, which every LMS takes. */
function moment(at, iso) {
  const two = (number) => String(number).padStart(2, "0");
  const time = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
  return iso ? `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${time}` : time;
}

/** One line of at most 250 characters, without what the data model reads as a delimiter. */
function oneLine(text) {
  const line = String(text).replace(/[\s\u0000-\u001f]+/g, " ").replace(/\[([,.:])\]/g, "($1)").trim();
  return line.startsWith("{") ? `(${line.slice(1, 250)}` : line.slice(0, 250);
}
