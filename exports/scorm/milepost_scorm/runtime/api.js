// Find the LMS's API object: our window and its parents, then the opener and its parents, then theirs.
// SCORM 1.2 RTE 3.3.6.1, SCORM 2004 4th Ed. RTE 3.3.1. Windows of other origins answer with an
// exception: we step over them, because the LMS may stand behind one.

const MOST_PARENTS = 500;
const MOST_OPENERS = 10;

/** @returns {object | null} the API object called `name` that is nearest to `start` */
function findApi(start, name) {
  let place = start;
  for (let opened = 0; place && opened <= MOST_OPENERS; opened += 1) {
    const found = findAmongParents(place, name);
    if (found) return found;
    place = peek(() => place.opener) || peek(() => place.top.opener);
  }
  return null;
}

function findAmongParents(start, name) {
  let place = start;
  for (let step = 0; step <= MOST_PARENTS; step += 1) {
    const found = peek(() => place[name]);
    if (found) return found;
    const parent = peek(() => place.parent);
    if (!parent || parent === place) return null;
    place = parent;
  }
  return null;
}

function peek(look) {
  try {
    return look() || null;
  } catch {
    return null;
  }
}

/** Wait for an API that the LMS makes late. A page that stands alone has nobody to wait for. */
async function waitForApi(start, name, patience, pause) {
  const alone = start.parent === start && !peek(() => start.opener);
  for (let waited = 0; ; waited += pause) {
    const found = findApi(start, name);
    if (found || alone || waited >= patience) return found;
    await new Promise((resume) => setTimeout(resume, pause));
  }
}
