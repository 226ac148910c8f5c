"""Answers and attempts at a quiz, on both databases, beside rows of other people."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa

from course_factory import Q1, Q2, WAY, make_course, module, page, question
from milepost.core.errors import Conflict, Invalid
from milepost.core.signals import course_completed
from milepost.courseware.model import Keep, PageKind
from milepost.learning.models import Attempt, Enrolment, PageState, Response
from milepost.learning.services import attempts, enrolment, responses
from milepost.learning.services.responses import Shown

QUIZ = ("m2", "quiz")
RIGHT, WRONG, HALF = 1, 0, 2


class Learner:
    """A person at the quiz of a course: answers, hands in, takes it again."""

    def __init__(self, session, course, user_id, now) -> None:
        self.session, self.course, self.user_id, self.now = session, course, user_id, now
        self.page = course.page(*QUIZ)
        self.shown = Shown(1, attempts.ANYBODY)

    def answer(self, asked, response, key=QUIZ):
        page = self.course.page(*key)
        return responses.submit(
            self.session, self.course, key, page, asked, response,
            user_id=self.user_id, shown=self.shown, now=self.now,
        )  # fmt: skip

    def hand_in(self):
        return attempts.hand_in(
            self.session, self.course, QUIZ, self.page, user_id=self.user_id, now=self.now
        )

    def retake(self):
        again = attempts.retake(
            self.session, self.course, QUIZ, self.page, user_id=self.user_id, now=self.now
        )
        self.shown = Shown(again.number, again.drawn_from)
        return again

    def take(self, *answers) -> attempts.AttemptState:
        for asked, response in zip((Q1, Q2), answers, strict=False):
            self.answer(asked, response)
        return self.hand_in()

    def record(self):
        return enrolment.read(self.session, self.user_id, self.course.id)


@pytest.fixture
def learner(session, course, person, now):
    noise = Learner(session, course, person(session, "Noise"), now)
    noise.take(RIGHT, RIGHT)
    noise.answer(question("check"), RIGHT, ("m1", "lesson"))
    enrolment.complete_page(session, course, ("m1", "doing"), user_id=noise.user_id, at=QUIZ, now=now)
    other = Learner(session, make_course(id="other"), noise.user_id, now)
    other.take(WRONG, HALF)
    learner = Learner(session, course, person(session), now)
    Learner(session, other.course, learner.user_id, now).take(RIGHT, RIGHT)
    return learner


def test_reading_writes_nothing(learner):
    assert learner.record() is None
    assert enrolment.read(learner.session, learner.user_id, "other").score_scaled == 1


def test_the_first_answer_enrols_and_opens_an_attempt(learner):
    recorded = learner.answer(Q1, RIGHT)
    assert (recorded.score.points, recorded.attempt.number, recorded.repeated) == (1.0, 1, False)
    assert learner.record().location == QUIZ
    assert learner.record().completion_status == "incomplete"


def test_a_question_keeps_its_first_answer(learner):
    learner.answer(Q1, WRONG)
    again = learner.answer(Q1, RIGHT)
    assert (again.repeated, again.response, again.score.points) == (True, WRONG, 0.0)
    assert learner.hand_in().points_won == 0


def test_handing_in_fixes_the_points_and_completes_the_page(learner):
    closed = learner.take(RIGHT, HALF)
    assert (closed.points_won, closed.points_possible) == (2.5, 4.0)
    assert learner.record().done == {"m2/quiz"}
    assert learner.record().score_scaled == 0.625


def test_handing_in_twice_changes_nothing(learner):
    first = learner.take(RIGHT)
    learner.now += timedelta(minutes=1)
    assert learner.hand_in() == first


def test_an_empty_attempt_is_not_handed_in(learner):
    with pytest.raises(Invalid):
        learner.hand_in()
    learner.take(RIGHT)
    learner.retake()
    with pytest.raises(Invalid):
        learner.hand_in()


def test_an_answer_after_handing_in_is_refused(learner):
    learner.take(RIGHT)
    with pytest.raises(Conflict, match="handed in"):
        learner.answer(Q2, RIGHT)


def test_an_answer_for_another_attempts_order_is_refused(learner):
    stale = learner.shown
    learner.take(RIGHT)
    learner.retake()
    learner.shown = stale
    with pytest.raises(Conflict, match="moved on"):
        learner.answer(Q1, RIGHT)


def test_nobody_invents_what_an_order_is_drawn_from(learner):
    learner.shown = Shown(1, "999")
    with pytest.raises(Conflict):
        learner.answer(Q1, RIGHT)


def test_the_best_attempt_counts(learner):
    learner.take(RIGHT, RIGHT)
    learner.retake()
    learner.take(WRONG, WRONG)
    assert learner.record().score_scaled == 1
    assert learner.record().success_status == "passed"


def test_the_last_attempt_counts_where_the_page_says_so(learner, session):
    course = make_course(keep=Keep.LAST)
    learner = Learner(session, course, learner.user_id, learner.now)
    learner.take(RIGHT, RIGHT)
    learner.retake()
    learner.take(WRONG, HALF)
    assert learner.record().score_scaled == 0.375


def test_the_limit_of_attempts_holds(learner):
    learner.take(WRONG)
    assert learner.retake() == learner.retake()  # an open attempt is not opened again
    learner.take(WRONG)
    with pytest.raises(Conflict, match="every attempt"):
        learner.retake()
    assert learner.record().success_status == "failed"
    assert learner.session.scalar(sa.text("SELECT 1")) == 1  # the transaction is still good


def test_a_scenario_is_answered_step_by_step_and_not_taken_back(session, person, now):
    quiz = page("quiz", PageKind.QUIZ, WAY)
    learner = Learner(session, make_course(modules=(module("m2", quiz),)), person(session), now)
    assert learner.answer(WAY, [0]).score.share is None
    assert learner.answer(WAY, [1]).response == [0]
    assert learner.answer(WAY, [1, 0]).repeated
    assert learner.answer(WAY, [0, 0]).score.share == 0.5
    assert learner.answer(WAY, [0, 0]).repeated
    assert learner.hand_in().points_won == 0.5


def test_a_check_may_be_answered_again_and_scores_nothing(learner):
    check, key = question("check"), ("m1", "lesson")
    learner.answer(check, WRONG, key)
    learner.answer(check, RIGHT, key)
    assert enrolment.read(learner.session, learner.user_id, "c", key).checks == {"check": RIGHT}
    assert enrolment.read(learner.session, learner.user_id, "c", ("m1", "doing")).checks == {}
    assert learner.record().score_scaled is None
    responses.forget_check(
        learner.session, learner.course, key, "check", user_id=learner.user_id, now=learner.now
    )
    assert enrolment.read(learner.session, learner.user_id, "c", key).checks == {}
    assert learner.session.scalar(sa.select(sa.func.count()).where(Response.question_id == "check")) == 1


def test_the_news_of_a_finished_course_is_sent_once(learner):
    news = []

    def hear(sender, **payload):
        news.append((sender, payload["course_id"], payload["score_scaled"]))

    with course_completed.connected_to(hear):
        learner.take(RIGHT, RIGHT)
        for key in (("m1", "lesson"), ("m1", "doing"), ("m2", "sheet"), ("m2", "sheet")):
            enrolment.complete_page(
                learner.session, learner.course, key, user_id=learner.user_id, at=QUIZ, now=learner.now
            )
        learner.retake()
        learner.take(WRONG)
    assert news == [(learner.record().id, "c", 1.0)]
    assert learner.record().finished


def test_a_page_left_by_next_says_where_to_continue(learner, course, now):
    at = ("m1", "doing")
    first = enrolment.complete_page(
        learner.session, course, ("m1", "lesson"), user_id=learner.user_id, at=at, now=now
    )
    assert first.whole.pages_done == 1
    again = enrolment.complete_page(
        learner.session, course, ("m1", "lesson"), user_id=learner.user_id, at=at, now=now
    )
    assert again is None
    assert learner.record().location == at


def test_the_list_of_a_person_has_their_courses_only(learner):
    learner.now += timedelta(days=1)
    learner.answer(Q1, RIGHT)
    found = enrolment.of_person(learner.session, learner.user_id)
    assert [record.course_id for record in found] == ["c", "other"]
    assert [len(record.done) for record in found] == [0, 1]


def test_the_order_of_options_cannot_be_guessed_and_stays():
    drawn = attempts.seed("secret", QUIZ, "7", 1)
    assert drawn == attempts.seed("secret", QUIZ, "7", 1)
    others = [("other", QUIZ, "7", 1), ("secret", ("m1", "quiz"), "7", 1), ("secret", QUIZ, "8", 1)]
    assert drawn not in {attempts.seed(*other) for other in [*others, ("secret", QUIZ, "7", 2)]}


# --- two requests at once --------------------------------------------------------------------------


def at_once(database, *calls):
    """Run each call in a thread with a session of its own; return results or errors in order."""
    start, found = threading.Barrier(len(calls)), [None] * len(calls)

    def run(place, call):
        start.wait()
        try:
            with database.session(write=True) as session:
                found[place] = call(session)
                session.commit()
        except Exception as error:
            found[place] = error

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def count(database, table):
    with database.session(write=False) as session:
        return session.scalar(sa.select(sa.func.count()).select_from(table))


@pytest.fixture
def user_id(database, person):
    with database.session(write=True) as session:
        added = person(session)
        session.commit()
    return added


def test_two_first_answers_at_once_make_one_enrolment_and_one_response(database, course, user_id, now):
    answers = [lambda s, r=r: Learner(s, course, user_id, now).answer(Q1, r) for r in (RIGHT, WRONG)]
    found = at_once(database, *answers)
    assert sorted(recorded.repeated for recorded in found) == [False, True]
    assert found[0].response == found[1].response
    assert [count(database, table) for table in (Enrolment, Attempt, Response)] == [1, 1, 1]


def test_an_answer_and_a_hand_in_at_once_leave_no_answer_uncounted(database, course, user_id, now):
    at_once(database, lambda s: Learner(s, course, user_id, now).answer(Q1, RIGHT))
    found = at_once(
        database,
        lambda s: Learner(s, course, user_id, now).answer(Q2, RIGHT),
        lambda s: Learner(s, course, user_id, now).hand_in(),
    )
    counted = 4.0 if isinstance(found[0], responses.Recorded) else 1.0
    assert isinstance(found[0], responses.Recorded | Conflict)
    assert found[1].points_won == counted


def test_two_hand_ins_and_two_retakes_at_once_count_once(database, course, user_id, now):
    def learner(session):
        return Learner(session, course, user_id, now)

    at_once(database, lambda s: learner(s).answer(Q1, RIGHT))
    closed = at_once(database, *[lambda s: learner(s).hand_in()] * 3)
    assert len({attempt.id for attempt in closed}) == 1
    opened = at_once(database, *[lambda s: learner(s).retake()] * 3)
    assert {attempt.number for attempt in opened} == {2}
    assert count(database, Attempt) == 2
    assert count(database, PageState) == 1
