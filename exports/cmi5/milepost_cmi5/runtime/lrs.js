// Requests to the LRS (xAPI 1.0.3, part 3). Nothing is thrown: a network that fails is status 0.

const XAPI = "1.0.3";
const MOST_KEEPALIVE = 60000; // bytes; browsers let 64 KiB outlive a page (Fetch, 4.5)

/** @typedef {{status: number, json: any, etag: string}} Answer */

function connectLrs(launch) {
  let token = "";

  /**
   * @param {string} method
   * @param {string} address
   * @param {{headers?: Record<string, string>, body?: any, leaving?: boolean}} [more]
   * @returns {Promise<Answer>}
   */
  async function send(method, address, { headers = {}, body, leaving = false } = {}) {
    const text = body === undefined ? undefined : JSON.stringify(body);
    try {
      const answer = await fetch(address, {
        method,
        headers: text === undefined ? headers : { ...headers, "Content-Type": "application/json" },
        body: text,
        keepalive: leaving && (text ?? "").length < MOST_KEEPALIVE,
        cache: "no-store",
      });
      const json = await answer.json().catch(() => null);
      return { status: answer.status, json, etag: answer.headers.get("ETag") ?? "" };
    } catch {
      return { status: 0, json: null, etag: "" };
    }
  }

  /** Fetch the token, once (cmi5 8.2). An LMS says no with status 200 and an error code. @returns {Promise<Answer>} */
  async function authorize(kept) {
    if (kept) {
      token = kept;
      return { status: 200, json: { "auth-token": kept }, etag: "" };
    }
    const answer = await send("POST", launch.fetch);
    token = answer.json?.["auth-token"] ?? "";
    return token || answer.status === 0 || answer.status >= 500 ? answer : { ...answer, status: 401 };
  }

  const resource = (name, query) => `${launch.endpoint}${name}${query ? `?${new URLSearchParams(query)}` : ""}`;

  /** @returns {Promise<Answer>} */
  function ask(method, name, query, { headers = {}, ...more } = {}) {
    const signed = {
      Authorization: /^(basic|bearer) /i.test(token) ? token : `Basic ${token}`,
      "X-Experience-API-Version": XAPI,
    };
    return send(method, resource(name, query), { ...more, headers: { ...signed, ...headers } });
  }

  const stateQuery = (stateId) => ({
    stateId,
    activityId: launch.activityId,
    agent: JSON.stringify(launch.actor),
    registration: launch.registration,
  });

  return {
    authorize,
    getState: (stateId) => ask("GET", "activities/state", stateQuery(stateId)),
    /** Write a document over the one with this ETag (xAPI part 3, 3.1); "*": only if there is none yet. */
    putState(stateId, body, etag, leaving) {
      const condition = etag === "*" ? { "If-None-Match": "*" } : etag ? { "If-Match": etag } : {};
      return ask("PUT", "activities/state", stateQuery(stateId), { headers: condition, body, leaving });
    },
    /** cmi5 11: the learner's own wishes. 403 and 404 are no errors. */
    getPreferences: () =>
      ask("GET", "agents/profile", { agent: JSON.stringify(launch.actor), profileId: "cmi5LearnerPreferences" }),
    postStatements: (statements, leaving) => ask("POST", "statements", null, { body: statements, leaving }),
    hasStatement: async (id) => (await ask("GET", "statements", { statementId: id })).status === 200,
    putStatement: (statement) => ask("PUT", "statements", { statementId: statement.id }, { body: statement }),
  };
}
