// What the LMS is told about completion and success: milepost_scorm/status.py in JavaScript.
// tests/fixtures/scorm/status.json is run against both.

const STATUS_RANK = {
  lesson: { "not attempted": 0, browsed: 0, incomplete: 1, failed: 2, completed: 3, passed: 4 },
  completion: { unknown: 0, "not attempted": 0, incomplete: 1, completed: 2 },
  success: { unknown: 0, failed: 1, passed: 2 },
};

/** @returns {{completion: string, success: string, lesson: string}} the two facts, and both folded into one */
function statusReport(completion, success, moveOn, scored) {
  const rule = scored ? moveOn : "Completed";
  const completed = completion === "completed";
  const passed = scored && success === "passed";
  const failed = scored && success === "failed";
  const done = {
    Passed: passed,
    CompletedAndPassed: completed && passed,
    CompletedOrPassed: completed || passed,
  }[rule] ?? completed;
  const over = done || (failed && (rule === "Passed" || (rule === "CompletedAndPassed" && completed)));
  let told = "unknown";
  if (passed) told = "passed";
  else if (failed && over) told = "failed";
  let lesson = "incomplete";
  if (over) lesson = told === "passed" ? "passed" : done ? "completed" : "failed";
  return { completion: over ? "completed" : "incomplete", success: told, lesson };
}

/** @returns {string} the status to send: the higher of what the LMS holds and what we would say */
function keptStatus(kind, held, told) {
  const rank = STATUS_RANK[kind];
  return (rank[held] ?? 0) > rank[told] ? held : told;
}
