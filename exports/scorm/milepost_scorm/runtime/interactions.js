// A question and its answer as cmi.interactions.n (SCORM 1.2 RTE 3.4.4, 2004 4th Ed. RTE 4.2.9), in the
// common subset of what LMSs take: ids of one letter, never texts; reflections are personal and stay here.

const MOST_PLAIN_NUMBER = 99999;

/**
 * The record of an interaction, in the order in which the elements must be set; null: nothing to record.
 * @param {object} row  the edition's row (milepost_scorm.profiles)
 * @returns {{id: string, fields: [string, string][]} | null}
 */
function interactionRecord(row, interaction) {
  const spelt = spell(row, interaction);
  if (!spelt || !spelt.response) return null;
  const fields = [
    ["type", spelt.type],
    [row.time, moment(interaction.at, row.iso_times)],
    ["correct_responses.0.pattern", spelt.right],
    ["weighting", decimal(Math.min(100, interaction.points))],
    [row.response, spelt.response],
    ["result", result(row, interaction)],
    ["latency", duration(interaction.latency, row.iso_times)],
  ];
  if (row.description) fields.push([row.description, oneLine(interaction.description)]);
  return { id: interaction.id, fields: fields.filter(([, value]) => value) };
}

function result(row, { correct, share }) {
  if (correct) return "correct";
  return share ? decimal(share) : row.wrong;
}

/** @returns {{type: string, response: string, right: string} | null} */
function spell(row, { type, response, right, options }) {
  const write = (value, spelling) => (value === null || value === undefined ? "" : spelling(value));
  const both = (kind, spelling) => ({ type: kind, response: write(response, spelling), right: write(right, spelling) });
  const fits = !row.ids || options <= row.ids.length;
  const id = (index) => (index < 26 || row.ids ? IDS[index] : `o${index}`);
  const list = (indexes) => indexes.map(id).join(row.comma);
  const text = (value) => oneLine(Array.isArray(value) ? value.join("; ") : value);
  switch (type) {
    case "reflect":
      return null;
    case "truefalse":
      return both("true-false", (index) => (index === 0 ? row.true : row.false));
    case "single":
      return fits ? both("choice", id) : both("fill-in", (index) => String(index + 1));
    case "multiple":
      return fits
        ? both("choice", (indexes) => list([...indexes].sort((a, b) => a - b)))
        : both("fill-in", (indexes) => text(indexes.map((index) => index + 1)));
    case "order":
      return fits ? both("sequencing", list) : both("fill-in", (indexes) => text(indexes.map((index) => index + 1)));
    case "match":
      return both("matching", (targets) => pairs(targets, id, row));
    case "number":
      return numeric(row, response, right);
    case "scenario":
      return both("fill-in", (way) => way.map((index) => index + 1).join(" > "));
    default:
      return both("fill-in", text);
  }
}

const IDS = "abcdefghijklmnopqrstuvwxyz0123456789";

function pairs(targets, id, row) {
  return targets
    .map((target, prompt) => (target === null || target === undefined ? "" : id(prompt) + row.point + id(target)))
    .filter(Boolean)
    .join(row.comma);
}

/** Numbers of more than five digits are refused as `numeric` by some LMSs: they go as text. */
function numeric(row, response, right) {
  const numbers = [response, right].map(Number);
  const plain = numbers.every((number) => Math.abs(number) <= MOST_PLAIN_NUMBER);
  if (!plain) return { type: "fill-in", response: oneLine(response), right: oneLine(right ?? "") };
  const [given, wanted] = numbers.map((number) => decimal(number, 7));
  return { type: "numeric", response: given, right: row.iso_times ? `${wanted}[:]${wanted}` : wanted };
}
