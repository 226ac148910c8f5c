// Calls to the LMS. Every answer is looked at, and what is not saved is remembered until it is.

function connection(row) {
  let api = null;
  let lastCode = 0;
  let trouble = "none";
  let listener = () => {};
  const taken = new Map(); // element → value that the LMS has taken in this session
  const unsaved = new Map(); // element → value that is not known to be saved
  const refused = new Set(); // optional elements that this LMS does not take

  /** Look for the API, for `patience` ms. */
  async function find(patience) {
    api = (await waitForApi(window, row.api, patience, POLL_EVERY)) ?? api;
    return api !== null;
  }

  /** Look for it once more: a window that was closed takes it away, one that was loaded again brings a new one. */
  function look() {
    const found = findApi(window, row.api);
    if (!found) lastCode = VANISHED;
    api = found ?? api;
    return found !== null;
  }

  /** Call the API. null and "" are a yes unless an error is set; a method that throws has gone away. */
  function call(method, ...values) {
    try {
      const answer = api[row[method]](...values);
      const said = String(answer);
      if (said === "true" || answer === 1) return { ok: true, answer, code: (lastCode = 0) };
      const code = Number(api[row.error]()) || 0;
      lastCode = code;
      return { ok: said !== "false" && code === 0, answer, code };
    } catch {
      return { ok: false, answer: "", code: (lastCode = VANISHED) };
    }
  }

  function get(element) {
    const { ok, answer } = call("get", element);
    return ok && answer !== null && answer !== undefined ? String(answer) : "";
  }

  /** @returns {number | null} how many records a collection holds; null: the LMS has no such thing */
  function count(collection) {
    if (refused.has(collection)) return null;
    const { ok, answer } = call("get", `${collection}._count`);
    const number = parseInt(answer, 10);
    if (ok && number >= 0) return number;
    if (!isGone()) refused.add(collection);
    return null;
  }

  /** Set what has changed; an optional element that is refused once is left out from then on. */
  function set(element, value, optional = false) {
    if (!element || value === "" || refused.has(element) || taken.get(element) === value) return true;
    unsaved.set(element, value);
    const { ok, code } = call("set", element, value);
    if (ok) {
      taken.set(element, value);
      return true;
    }
    taken.delete(element);
    if (optional && !isGone()) {
      refused.add(element);
      unsaved.delete(element);
    } else {
      fail(code, element);
    }
    return false;
  }

  /** Set everything that is not saved once more, spelt by `respell(element, value)`. */
  function setAgain(respell) {
    for (const [element, value] of [...unsaved]) {
      taken.delete(element);
      set(element, respell(element, value));
    }
  }

  /** What a session that is over took or did not take of some elements is of no use in the next one. */
  function drop(start) {
    for (const kept of [taken, unsaved]) {
      for (const element of [...kept.keys()]) if (element.startsWith(start)) kept.delete(element);
    }
  }

  /**
   * Commit. An API whose window is gone may still say yes, so it has to be where it was.
   * @returns {boolean} whether the LMS says that everything is saved
   */
  function save() {
    if (!unsaved.size) return true;
    const { ok, code } = look() ? call("commit", "") : { ok: false, code: VANISHED };
    if (!ok) {
      fail(code, "to save");
      return false;
    }
    for (const [element, value] of [...unsaved]) if (taken.get(element) === value) unsaved.delete(element);
    if (unsaved.size) return false;
    tell("none");
    return true;
  }

  function fail(code, what) {
    const said = code === VANISHED ? "" : peek(() => api[row.diagnostic](String(code)));
    console.warn(`Milepost: the LMS refused ${what} (error ${code}) ${said ?? ""}`);
    tell(isGone() || trouble === "lost" ? "lost" : "unsaved");
  }

  function isGone() {
    return SESSION_GONE.includes(lastCode);
  }

  function tell(now) {
    if (now !== trouble) listener((trouble = now));
  }

  return {
    find,
    look,
    call,
    get,
    count,
    set,
    setAgain,
    drop,
    save,
    tell,
    isGone,
    unsaved,
    held: (element) => taken.get(element) ?? "",
    took: (element, value) => taken.set(element, value),
    trouble: () => trouble !== "none",
    forget: () => [taken, unsaved, refused].forEach((kept) => kept.clear()),
    onTrouble: (hears) => {
      listener = hears;
      if (trouble !== "none") hears(trouble);
    },
  };
}
