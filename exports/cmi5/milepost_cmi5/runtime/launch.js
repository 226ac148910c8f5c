// How an LMS starts an AU (cmi5 8.1): five parameters in the address. And what this tab remembers of a
// session, because the token is given out once (8.2) and a page may be loaded again.

const PARAMETERS = ["endpoint", "fetch", "actor", "registration", "activityId"];

/**
 * @param {string} search  the query of the page's address
 * @returns {{endpoint: string, fetch: string, actor: object, registration: string, activityId: string} | null}
 *   null: no LMS has started this page
 */
function launchOf(search) {
  const given = new URLSearchParams(search);
  const launch = Object.fromEntries(PARAMETERS.map((name) => [name, given.get(name) ?? ""]));
  try {
    const actor = JSON.parse(launch.actor);
    const complete = PARAMETERS.every((name) => launch[name]) && typeof actor === "object";
    return complete ? { ...launch, actor, endpoint: launch.endpoint.replace(/\/?$/, "/") } : null;
  } catch {
    return null;
  }
}

/** A learner's name among others: what the LMS made of it, one text for each account. */
function learnerId({ account, mbox, mbox_sha1sum, openid }) {
  return account ? `${account.homePage}|${account.name}` : mbox || mbox_sha1sum || openid || "";
}

/** The session as this tab knows it: the token, and how far it came. @param {string} fetchUrl */
function sessionNotes(fetchUrl) {
  const name = `milepost:cmi5:${fetchUrl}`;
  const storage = (work) => {
    try {
      return work(sessionStorage);
    } catch {
      return null; // forbidden in this frame
    }
  };
  const read = () => JSON.parse(storage((place) => place.getItem(name)) ?? "{}");
  return { read, note: (more) => storage((place) => place.setItem(name, JSON.stringify({ ...read(), ...more }))) };
}
