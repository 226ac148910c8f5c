"""A guest's record becomes part of an account's: the best wins, nothing is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from course_factory import Q1, Q2, make_course, question
from milepost.learning.models import LONGEST_ENTRY, Attempt, Enrolment, Response
from milepost.learning.services import attempts, enrolment, joining, own_data, responses, worksheets
from milepost.learning.services.joining import both_texts
from milepost.learning.services.responses import Shown

QUIZ, SHEET, LESSON = ("m2", "quiz"), ("m2", "sheet"), ("m1", "lesson")
RIGHT, WRONG = 1, 0


class Learner:
    def __init__(self, session, course, user_id, now) -> None:
        self.session, self.course, self.now = session, course, now
        self.who = {"user_id": user_id}
        self.shown = Shown(1, attempts.ANYBODY)

    @property
    def about(self):
        return {**self.who, "now": self.now}

    def answer(self, asked, response, key=QUIZ):
        page = self.course.page(*key)
        return responses.submit(
            self.session, self.course, key, page, asked, response, shown=self.shown, **self.about
        )

    def hand_in(self):
        return attempts.hand_in(self.session, self.course, QUIZ, self.course.page(*QUIZ), **self.about)

    def retake(self):
        made = attempts.retake(self.session, self.course, QUIZ, self.course.page(*QUIZ), **self.about)
        self.shown = Shown(made.number, made.drawn_from)

    def done(self, key):
        enrolment.complete_page(self.session, self.course, key, at=key, **self.about)

    def write(self, **entries):
        page = self.course.page(*SHEET)
        worksheets.save(self.session, self.course, SHEET, page, entries, at=SHEET, **self.about)

    def record(self, key=None):
        return enrolment.read(self.session, self.who["user_id"], self.course.id, key)

    def written(self):
        return worksheets.of_enrolment(self.session, self.record().id)

    def of_quiz(self):
        return attempts.of_page(self.session, self.record().id, QUIZ)


@pytest.fixture
def noise(session, course, person, now):
    other = Learner(session, course, person(session, "Noise"), now)
    other.answer(Q1, RIGHT)
    other.answer(question("check"), WRONG, LESSON)
    other.write(who="somebody else's words")
    return other


@pytest.fixture
def member(session, course, person, now, noise):
    return Learner(session, course, person(session, "Member"), now)


@pytest.fixture
def guest(session, course, person, now):
    return Learner(session, course, person(session), now + timedelta(days=1))


def join(member, guest):
    merged = joining.hand_over(member.session, guest_id=guest.who["user_id"], user_id=member.who["user_id"])
    for enrolment_id, _ in merged:
        enrolment.roll_up(member.session, member.course, enrolment_id, **member.about)
    return merged


def test_a_course_only_the_guest_took_moves_as_it_is(member, guest):
    guest.answer(Q1, RIGHT)
    guest.done(LESSON)
    assert join(member, guest) == []
    assert member.record().done == {"m1/lesson"}
    assert guest.record() is None
    member.shown = guest.shown
    assert member.answer(Q1, WRONG).repeated  # the open attempt goes on


def test_pages_of_both_are_done_and_the_later_place_is_kept(member, guest):
    member.done(LESSON)
    guest.done(("m1", "doing"))
    join(member, guest)
    assert member.record().done == {"m1/lesson", "m1/doing"}
    assert member.record().location == ("m1", "doing")


def test_the_better_quiz_result_counts_and_every_attempt_stays(member, guest):
    member.answer(Q1, WRONG)
    member.hand_in()
    guest.answer(Q1, RIGHT)
    guest.answer(Q2, RIGHT)
    guest.hand_in()
    join(member, guest)
    assert member.record().score_scaled == 1
    assert [(a.number, a.points_won) for a in member.of_quiz()] == [(1, 0.0), (2, 4.0)]


def test_attempts_beyond_the_limit_stay_as_they_were_and_no_new_one_opens(member, guest):
    for learner in (member, guest):
        learner.answer(Q1, WRONG)
        learner.hand_in()
        learner.retake()
        learner.answer(Q1, WRONG)
        learner.hand_in()
    join(member, guest)
    assert [a.number for a in member.of_quiz()] == [1, 2, 3, 4]
    with pytest.raises(Exception, match="every attempt"):
        member.retake()


def test_two_open_attempts_become_one_with_the_better_answers(member, guest):
    member.answer(Q1, WRONG)
    guest.answer(Q1, RIGHT)
    guest.answer(Q2, WRONG)
    join(member, guest)
    assert [a.is_open for a in member.of_quiz()] == [True]
    assert member.hand_in().points_won == 1


def test_an_open_attempt_stays_the_last_one(member, guest):
    guest.answer(Q1, RIGHT)
    guest.hand_in()
    member.answer(Q2, RIGHT)
    join(member, guest)
    assert [(a.number, a.is_open) for a in member.of_quiz()] == [(1, False), (2, True)]


def test_the_better_answer_to_a_check_stays(member, guest):
    check = question("check")
    member.answer(check, RIGHT, LESSON)
    guest.answer(check, WRONG, LESSON)
    join(member, guest)
    assert member.record(LESSON).checks == {"check": RIGHT}


def test_both_texts_on_a_worksheet_are_kept(member, guest):
    member.write(who="parents", what="opening hours")
    guest.write(who="night workers", what="opening hours")
    join(member, guest)
    assert member.written() == {("m2", "who"): "parents\n\nnight workers", ("m2", "what"): "opening hours"}


def test_two_texts_too_long_for_one_field_are_not_cut():
    assert both_texts("a" * LONGEST_ENTRY, "b") == ""
    assert both_texts("one and two", "two") == "one and two"
    assert both_texts("", "new") == "new"


def test_joining_twice_changes_nothing_and_others_keep_theirs(member, guest, noise):
    member.answer(Q1, WRONG)
    guest.answer(Q2, RIGHT)
    guest.write(who="x")
    join(member, guest)
    rows = [
        member.session.scalar(sa.select(sa.func.count()).select_from(t))
        for t in (Enrolment, Attempt, Response)
    ]
    assert join(member, guest) == []
    assert rows == [2, 2, 4]
    assert noise.written() == {("m2", "who"): "somebody else's words"}


def test_a_course_finished_as_a_guest_stays_finished(session, member, guest):
    guest.course = member.course = make_course(move_on="Completed")
    for key in (LESSON, ("m1", "doing"), SHEET, QUIZ):
        guest.done(key)
    assert guest.record().finished
    member.done(LESSON)
    join(member, guest)
    assert member.record().finished


def test_own_data_holds_everything_of_one_person(member, noise):
    member.answer(Q1, RIGHT)
    member.write(who="parents")
    (found,) = own_data(member.session, member.who["user_id"])
    assert found["course"] == "c"
    assert [entry["text"] for entry in found["worksheets"]] == ["parents"]
    assert [answer["question_id"] for answer in found["answers"]] == ["q1"]
    assert found["attempts"][0]["started_at"].startswith("2026-11-22T")
