// @ts-check
/**
 * Questions on a page: checks, which can be tried again, and quizzes, where the first answer stays until
 * the attempt is handed in.
 */
(function (milepost) {
  "use strict";

  const { pageWord: word, make, whole } = milepost.view;
  const { answers, scoring } = milepost;

  /**
   * @param {{page: any, data: any, root: HTMLElement, record: any, again: (focus: string) => void}} context
   *   again: draw the page anew, and put the focus on an element of it
   */
  function openQuestions(context) {
    const { page, root, record } = context;
    const forms = [...root.querySelectorAll("form.answer")];
    const asked = forms.map((form) => openQuestion(/** @type {HTMLFormElement} */ (form), context));
    if (page.kind === "quiz") root.append(quizEnd(asked, context));
    if (page.kind === "quiz" && isClosed(record.quizOf(page))) asked.forEach((question) => question.close());
    milepost.questions.enhance(root);
  }

  /** @param {{number: number, open: boolean}} quiz */
  const isClosed = (quiz) => quiz.number > 0 && !quiz.open;

  // --- one question --------------------------------------------------------------------------------

  /** @param {HTMLFormElement} form @param {any} context */
  function openQuestion(form, { page, data, record, again }) {
    const section = /** @type {HTMLElement} */ (form.querySelector(".question"));
    const question = data.questions[section.dataset.question || ""];
    const since = performance.now();
    const inQuiz = page.kind === "quiz";
    const button = form.querySelector(".q-actions button");
    const kept = record.answerOf(page, question.id);
    if (question.type === "reflect") button.textContent = word("save");
    const round = inQuiz ? record.quizOf(page).number : (kept || { tries: 0 }).tries;
    answers.mix(section, question, `${record.launch.learner.id}.${page.name}.${question.id}.${round}`);
    if (question.type === "scenario") showWay(pathOf());
    if (kept && kept.response !== undefined) restore(kept.response);
    form.addEventListener("submit", submit);
    form.dataset.open = "";

    function pathOf() {
      const found = record.answerOf(page, question.id);
      return found && Array.isArray(found.response) ? found.response : [];
    }

    /** A scenario is answered by its own buttons, until it has ended. */
    function showWay(path) {
      answers.showWay(section, question, path);
      button.hidden = !scoring.finished(question, path);
    }

    function restore(response) {
      answers.fillIn(form, question, response);
      if (scoring.finished(question, response)) judged(response, scored(response));
    }

    /** What was written in another language keeps what it was worth there. */
    function scored(response) {
      const now = scoring.score(question, response, question.lang);
      const { share } = record.answerOf(page, question.id);
      const inWords = ["text", "number", "blanks"].includes(question.type);
      if (!record.languages || !inWords || share === null || Math.abs(share - now.share) < 0.001) return now;
      return { ...now, share, points: share * question.points, correct: share === 1, parts: [], feedback: [] };
    }

    /** @param {SubmitEvent} event */
    function submit(event) {
      event.preventDefault();
      const chosen = /** @type {HTMLButtonElement | null} */ (event.submitter);
      const step = question.type === "scenario" && chosen && chosen.name.endsWith(".next");
      const { response, error, field } = step ? { response: [...pathOf(), Number(chosen.value)] } : read();
      if (response === undefined) return answers.showError(section, error || word("error_nothing"), field);
      give(response);
      record.save(false, false);
    }

    /** What stands in the form; a scenario is answered by its own buttons. */
    function read() {
      return question.type === "scenario" ? {} : answers.read(question, form);
    }

    function give(response) {
      const result = record.answer(page, question, response, (performance.now() - since) / 1000);
      answers.showError(section, "");
      if (question.type === "scenario") showWay(response);
      if (scoring.finished(question, response)) judged(response, result);
      milepost.questions.reveal(section);
    }

    function judged(response, result) {
      answers.show(section, question, response, result, inQuiz);
      if (inQuiz) return button.remove();
      button.hidden = false;
      button.textContent = word(question.type === "scenario" ? "start_again" : "try_again");
      form.removeEventListener("submit", submit);
      form.addEventListener("submit", tryAgain);
    }

    function tryAgain(event) {
      event.preventDefault();
      record.forget(page, [question.id]);
      record.save(false, false);
      again(`q-${question.id}`);
    }

    return {
      question,
      /** Take what was filled in but not checked. @returns {boolean} false: it cannot be read */
      take() {
        if (record.answerOf(page, question.id)) return true;
        const { response, error, field } = read();
        if (error) answers.showError(section, error, field);
        else if (response !== undefined) give(response);
        return !error;
      },
      /** The score of the answer that is on record. */
      result() {
        const found = record.answerOf(page, question.id);
        if (!found || !scoring.finished(question, found.response === undefined ? null : found.response)) {
          return { points: (found ? found.share || 0 : 0) * question.points };
        }
        return scored(found.response);
      },
      /** No more answers. */
      close() {
        if (section.dataset.state !== "open") return;
        button.remove();
        answers.showUnanswered(section);
      },
    };
  }

  // --- a quiz --------------------------------------------------------------------------------------

  function quizEnd(asked, { page, data, record, again }) {
    const quiz = record.quizOf(page);
    return isClosed(quiz) ? handedIn() : open();

    function open() {
      const note = make("p", { class: "quiz-note", role: "status" });
      const button = make("button", { type: "button", class: "button" }, word("hand_in"));
      let askedOnce = false;
      button.addEventListener("click", () => {
        if (!asked.every((each) => each.take())) return;
        const missing = asked.filter(({ question }) => !record.answerOf(page, question.id)).length;
        if (missing === asked.length) note.textContent = word("error_nothing");
        else if (missing && !askedOnce) {
          askedOnce = true;
          note.textContent = word("unanswered", { n: missing });
          button.textContent = word("hand_in_anyway");
        } else handIn();
      });
      return make("div", { class: "quiz-end" }, make("p", {}, attemptWords()), note, button);
    }

    function attemptWords() {
      if (page.attempts === null) return word("attempts_any");
      const number = quiz.open ? quiz.number : quiz.number + 1;
      const left = page.attempts - number;
      return `${word("attempt_number", { n: number })} · ${left > 0 ? word("attempts_left", { n: left }) : word("attempts_none")}`;
    }

    function handIn() {
      record.handIn(page, asked.map((each) => each.result()));
      record.save(true);
      again("quiz-result");
    }

    function handedIn() {
      const won = asked.reduce((sum, each) => sum + each.result().points, 0);
      const share = page.points ? won / page.points : 0;
      const tidy = (number) => milepost.written.writePoints(number, data.lang);
      const line = word("quiz_result", { won: tidy(won), possible: tidy(page.points), percent: whole(share) });
      const box = make("div", { class: "quiz-end" }, make("p", { id: "quiz-result", tabindex: "-1", class: "q-result" }, line));
      if (record.attemptsLeft(page) > 0) {
        const button = make("button", { type: "button", class: "button quiet" }, word("retake"));
        button.addEventListener("click", retake);
        box.append(button);
      } else box.append(make("p", {}, word("attempts_none")));
      return box;
    }

    function retake() {
      record.forget(page, asked.map(({ question }) => question.id));
      record.begin(page);
      record.save(false, false);
      again("title");
    }
  }

  milepost.openQuestions = openQuestions;
})((window.milepost = window.milepost || {}));
