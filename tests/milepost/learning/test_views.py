"""The learner's pages by plain forms, as a browser without scripts sends them."""

from __future__ import annotations

import re
import shutil
from html import unescape

import pytest
import sqlalchemy as sa

from milepost.accounts.models import User
from milepost.app import create_app
from milepost.core.db import Base
from milepost.courseware import scoring
from milepost.courseware.labels import labels_for
from milepost.courseware.model import Question, every
from milepost.learning.models import Enrolment, Response
from milepost.learning.views import quiz, words

TINY = "/en/courses/tiny/tiny-one"
MIXED = "/en/courses/mixed"
QUIZ = f"{TINY}/quiz"


class Learner:
    """A browser without scripts: reads a page, fills in its forms, follows where it is sent."""

    def __init__(self, app) -> None:
        self.client = app.test_client()
        self.html = ""

    def open(self, address: str, status: int = 200) -> str:
        answer = self.client.get(address)
        assert answer.status_code == status, answer.text
        self.address, self.html = address, answer.text
        return self.html

    def send(self, do: str, status: int = 303, headers=None, **values) -> str:
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.html)
        data = {"csrf_token": token[1] if token else "", "do": do, **values}
        answer = self.client.post(self.address, data=data, headers=headers)
        assert answer.status_code == status, answer.text
        if answer.status_code == 303:
            self.open(answer.location.split("#")[0])
            return answer.location
        if not headers and answer.status_code == 422:
            self.html = answer.text
        return answer.text

    def answer(self, question: str, option: str, status: int = 303, **more) -> str:
        """Choose the option that has this text."""
        form = re.search(rf'(?s)<form class="ask" id="ask-{question}".*?</form>', self.html)[0]
        labels = re.findall(r'(?s)value="(\d+)"[^>]*> <span class="option-text">(.*?)</span></label>', form)
        value = next(value for value, text in labels if option in unescape(text))
        shown = re.search(r'name="shown" value="([^"]*)"', form)[1]
        return self.send("answer", status, question=question, shown=shown, **{f"q.{question}": value}, **more)


@pytest.fixture
def learner(app):
    return Learner(app)


def rows(app) -> int:
    with app.extensions["milepost.database"].session(write=False) as session:
        return sum(
            session.scalar(sa.select(sa.func.count()).select_from(t)) for t in Base.metadata.sorted_tables
        )


# --- reading --------------------------------------------------------------------------------------


def test_reading_writes_nothing_and_makes_nobody(app, learner):
    before = rows(app)
    for address in ("/en/", "/en/courses/tiny/", f"{TINY}/hello", QUIZ, "/en/glossary", f"{MIXED}/product"):
        learner.open(address)
    assert rows(app) == before
    assert learner.client.get_cookie("milepost_session") is None


def test_the_course_list_says_what_a_course_takes(learner):
    html = learner.open("/en/")
    assert "2 modules" in html
    assert "Language level A2" in html
    assert "No account" not in html


def test_courses_in_the_language_of_the_page_come_first(movable):
    app, root = movable
    shutil.copytree(root / "course" / "tiny", root / "course" / "a-first-one")  # in English only
    look_again(app)

    def listed(lang: str) -> list[str]:
        return re.findall(rf'<a href="/{lang}/courses/([\w-]+)/"', Learner(app).open(f"/{lang}/"))

    assert listed("en") == ["a-first-one", "mixed", "tiny"]
    assert listed("ar") == ["mixed", "a-first-one", "tiny"]


def test_a_course_page_says_what_the_certificate_asks(learner):
    html = learner.open("/en/courses/mixed/")
    assert "do every page of the course and reach 70% of the points" in html
    assert "Start the course" in html
    assert "No account needed. Nothing is saved until you answer" in html


def test_a_course_page_has_no_empty_box_beside_it(movable):
    app, root = movable
    path = root / "course" / "tiny" / "course.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "certificate: false\n", encoding="utf-8")
    assert "Your way through" not in Learner(app).open("/en/courses/tiny/")
    assert "Your way through" in Learner(app).open("/en/courses/mixed/")


def test_an_unknown_page_is_not_found_and_says_what_to_do(learner):
    assert "Open the course" in learner.open(f"{TINY}/nothing", 404)
    learner.open("/en/courses/nothing/", 404)
    learner.open("/en/courses/nothing/a/b", 404)


def test_text_in_the_fallback_language_is_marked_and_says_so(learner):
    html = learner.open("/ar/courses/mixed/all-blocks/case")
    assert '<html lang="ar" dir="rtl"' in html
    assert '<div class="prose" lang="en" dir="ltr">' in html
    assert "notice-info" in html
    assert '<div class="prose" lang="ar" dir="rtl">' in learner.open("/ar/courses/mixed/all-blocks/lesson")


def test_words_without_a_translation_stand_last_in_the_glossary_and_are_marked(movable):
    app, root = movable
    path = root / "modules" / "glossary" / "ar" / "index.md"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(line for line in lines if "| council |" not in line) + "\n", encoding="utf-8")
    look_again(app)
    own, _, rest = Learner(app).open("/ar/glossary").partition("<h2>")
    assert 'id="tokenism"' in own and 'id="council"' not in own
    assert '<dl class="glossary" lang="en" dir="ltr">\n<div id="council"><dt>Council</dt>' in rest
    assert "<h2>" not in Learner(app).open("/en/glossary")


def test_a_site_language_without_courses_shows_them_in_the_nearest_one(learner):
    html = learner.open("/ar-XB/courses/tiny/tiny-one/hello")
    assert '<div class="prose" lang="en" dir="ltr">' in html


# --- going on ------------------------------------------------------------------------------------


def test_next_completes_the_page_and_makes_a_guest_once(app, learner):
    learner.open(f"{TINY}/hello")
    assert learner.send("next") == QUIZ
    assert "1 of 3 pages done" in learner.html
    learner.open(f"{TINY}/hello")
    learner.send("next")
    with app.extensions["milepost.database"].session(write=False) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(User)) == 1


def test_a_learner_goes_on_where_they_stopped(learner):
    learner.open(f"{TINY}/hello")
    learner.send("next")
    html = learner.open("/en/courses/tiny/")
    assert re.search(r'href="([^"]+)">\s*Continue where you stopped', html)[1] == QUIZ
    assert "Your courses" in learner.open("/en/")


def test_each_person_sees_their_own_progress_only(app, learner):
    learner.open(f"{TINY}/hello")
    learner.send("next")
    other = Learner(app)
    assert "0 of 3 pages done" in other.open(QUIZ)
    other.answer("who", "Nobody")
    assert "0 of 3 pages done" in other.html
    assert 'data-state="open"' in learner.open(QUIZ)


def test_an_activity_is_marked_as_done(learner):
    learner.open(f"{MIXED}/all-blocks/activity")
    learner.send("done")
    assert "You have done this activity." in learner.html
    learner.open(f"{MIXED}/all-blocks/lesson")
    learner.send("done", 404)


def test_a_button_that_is_not_there_changes_nothing(learner):
    learner.open(f"{TINY}/hello")
    learner.send("erase everything", 404)
    learner.send("hand-in", 404)


def test_a_form_of_another_site_is_refused(app, learner):
    before = rows(app)
    learner.open(QUIZ)
    learner.html = ""
    learner.send("next", 400)
    assert rows(app) == before


PASSWORD = "a long and calm phrase"


def test_what_a_guest_did_is_kept_on_joining_and_on_signing_in(app):
    learner = Learner(app)
    learner.open(f"{TINY}/hello")
    learner.send("next")
    learner.open("/en/join")
    learner.send("", 302, display_name="Amina", password=PASSWORD)
    assert "1 of 3 pages done" in learner.open(QUIZ)
    elsewhere = Learner(app)
    elsewhere.open(QUIZ)
    elsewhere.answer("who", "Elected people")
    elsewhere.send("hand-in", confirm="1")
    elsewhere.open("/en/sign-in")
    elsewhere.send("", 302, display_name="Amina", password=PASSWORD)
    assert "2 of 3 pages done" in elsewhere.open(QUIZ)
    assert "Your result: 1 of 2 points" in elsewhere.html
    assert "2 of 3 pages done" in learner.open(QUIZ)


# --- questions -----------------------------------------------------------------------------------


def test_a_check_gives_feedback_and_can_be_answered_again(app, learner):
    learner.open(f"{MIXED}/all-questions/checks")
    question = re.search(r'data-question="([^"]+)" data-type="single"', learner.html)
    assert question, "the fixture has a single-choice check"
    form = re.search(rf'(?s)id="ask-{question[1]}".*?</form>', learner.html)[0]
    for value in ("0", "1"):
        learner.send("answer", question=question[1], **{f"q.{question[1]}": value})
        assert "option-mark" in learner.html
    assert form not in learner.html
    learner.send("again", question=question[1])
    assert "option-mark" not in learner.html


def test_an_answer_in_a_quiz_is_final_and_shows_feedback(learner):
    learner.open(QUIZ)
    assert learner.answer("who", "Elected people").endswith("/quiz#q-who")
    assert "Yes: they were elected." in learner.html
    assert "Voters chose them." in learner.html
    assert "Somebody has to decide." not in learner.html
    shown = re.search(r'id="ask-who".*?name="shown" value="([^"]*)"', learner.html, re.S)[1]
    learner.send("answer", question="who", shown=shown, **{"q.who": "0"})
    assert 'id="q-who" data-question="who" data-type="single" data-state="right"' in learner.html


def test_an_empty_answer_is_refused_and_nothing_is_recorded(app, learner):
    learner.open(QUIZ)
    before = rows(app)
    html = learner.send("answer", 422, question="who", shown="1.0")
    assert "Please answer first." in html
    assert rows(app) == before


def test_a_number_that_is_none_comes_back_with_what_was_typed(learner):
    learner.open(f"{MIXED}/all-questions/quiz")
    name = re.search(r'data-question="([^"]+)" data-type="number"', learner.html)[1]
    html = learner.send("answer", 422, question=name, shown="1.0", **{f"q.{name}": 'about "ten"'})
    assert 'value="about &quot;ten&quot;"' in html
    assert "Please write only a number" in html


def test_open_questions_are_named_before_handing_in(learner):
    learner.open(QUIZ)
    learner.answer("who", "Nobody")
    assert '<a href="#q-parks">Question 2</a>' in learner.html
    html = learner.send("hand-in", 422)
    assert "1 question has no answer yet." in html
    assert "Not answered." not in html
    learner.send("hand-in", confirm="1")
    assert "Your result: 0 of 2 points (0%)" in learner.html
    assert learner.html.count("Not answered.") == 1


def test_an_attempt_without_answers_cannot_be_handed_in(learner):
    learner.open(QUIZ)
    learner.send("hand-in", 422, confirm="1")


def test_a_quiz_is_taken_again_and_the_best_result_counts(learner):
    learner.open(QUIZ)
    learner.answer("who", "Elected people")
    learner.answer("parks", "True")
    learner.send("hand-in")
    assert "That is enough to pass." in learner.html
    stale = "1.0"
    learner.send("retake")
    assert "Attempt 2." in learner.html
    assert 'data-state="open"' in learner.html
    learner.send("answer", 409, question="who", shown=stale, **{"q.who": "0"})
    learner.open(QUIZ)
    learner.answer("who", "Nobody")
    learner.send("hand-in", confirm="1")
    assert "Your result: 0 of 2 points" in learner.html
    assert "Score: 100%" in learner.open("/en/courses/tiny/")


def test_no_attempt_beyond_the_limit_is_offered_or_taken(learner):
    learner.open(f"{MIXED}/all-questions/quiz")
    assert "3 attempts left" in learner.html
    for number in (1, 2, 3):
        learner.answer("q-seat", "The police")
        learner.send("hand-in", confirm="1")
        if number < 3:
            learner.send("retake")
    assert "No attempts left" in learner.html
    assert 'value="retake"' not in learner.html
    learner.send("retake", 409)


def test_the_script_gets_only_the_pieces_that_change(learner):
    learner.open(QUIZ)
    html = learner.answer("who", "Nobody", 200, headers={"X-Milepost-Fragment": "1"})
    assert html.lstrip().startswith('<form class="ask" id="ask-who"')
    assert 'id="quiz-panel"' in html
    assert "<html" not in html
    assert "\x02" not in html


def test_finishing_a_course_leads_to_the_certificate(learner):
    learner.open(f"{TINY}/hello")
    learner.send("next")
    learner.answer("who", "Elected people")
    learner.answer("parks", "True")
    learner.send("hand-in")
    learner.open("/en/courses/tiny/tiny-two/letter")
    assert learner.send("next", **{"f.ask": "A bench"}) == "/en/courses/tiny/"
    assert "You have finished the course" in learner.html
    assert "/en/courses/tiny/certificate" in learner.html
    assert "/en/courses/tiny/certificate" in learner.open("/en/")


# --- worksheets ----------------------------------------------------------------------------------

SHEET = f"{MIXED}/all-blocks/worksheet"


def field_of(html: str) -> str:
    return re.search(r'name="f\.([^"]+)"', html)[1]


def test_a_worksheet_is_saved_and_collected(learner):
    name = field_of(learner.open(SHEET))
    learner.send("save", **{f"f.{name}": "Parents <b>& others</b>\r\nat night"})
    assert "Parents &lt;b&gt;&amp; others" in learner.html
    html = learner.open(f"{MIXED}/product")
    assert "Parents &lt;b&gt;&amp; others&lt;/b&gt;\nat night" in html


def test_the_product_comes_as_a_pdf(learner):
    name = field_of(learner.open(SHEET))
    learner.send("save", **{f"f.{name}": "Ļoti labi, Ελλάδα"})
    answer = learner.client.get(f"{MIXED}/product.pdf")
    assert answer.data.startswith(b"%PDF-")
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_letters_that_no_font_prints_are_named(learner):
    name = field_of(learner.open(SHEET))
    learner.send("save", **{f"f.{name}": "漢字"})
    answer = learner.client.get(f"{MIXED}/product.pdf")
    assert answer.status_code == 422
    assert "漢" in answer.text


def test_a_text_that_is_too_long_comes_back_whole(app, learner):
    name = field_of(learner.open(SHEET))
    before = rows(app)
    html = learner.send("save", 422, **{f"f.{name}": "y" * 20_001})
    assert "y" * 20_001 in html
    assert "longer than 20000 characters" in html
    assert rows(app) == before


@pytest.mark.parametrize(("page", "question"), [("checks", "cycle"), ("quiz", "q-cycle")])
def test_an_order_with_two_things_at_one_place_keeps_what_was_chosen(learner, page, question):
    learner.open(f"{MIXED}/all-questions/{page}")
    form = re.search(rf'(?s)<form class="ask" id="ask-{question}".*?</form>', learner.html)[0]
    shown = re.search(r'name="shown" value="([^"]*)"', form)[1]
    chosen = {f"q.{question}.{n}": place for n, place in enumerate(("2", "2", "3"))}
    html = learner.send("answer", 422, question=question, shown=shown, **chosen)
    form = re.search(rf'(?s)<form class="ask" id="ask-{question}".*?</form>', html)[0]
    assert "place of its own" in form
    assert re.findall(r'<option value="(\d)" selected>', form) == ["2", "2", "3"]


def test_an_empty_worksheet_is_not_done(learner):
    name = field_of(learner.open(SHEET))
    learner.send("next", **{f"f.{name}": "  "})
    assert "0 of 7 pages done" in learner.open(SHEET)


def test_a_handout_shows_its_sources_so_that_they_are_printed(movable):
    app, root = movable
    path = root / "modules" / "all-blocks" / "en" / "05-handout.md"
    source = "  - title: A map\n    url: https://example.org/\n    checked: 2026-11-22\n"
    sources = f"kind: handout\nsources:\n{source}"
    path.write_text(path.read_text(encoding="utf-8").replace("kind: handout\n", sources), encoding="utf-8")
    look_again(app)
    assert '<details class="sources" open>' in Learner(app).open(f"{MIXED}/all-blocks/handout")
    assert '<details class="sources">' in Learner(app).open(f"{MIXED}/all-blocks/lesson")


def test_what_is_used_on_paper_can_be_printed_and_its_sources_have_a_day(movable):
    app, root = movable
    path = root / "modules" / "all-blocks" / "en" / "05-handout.md"
    sources = "sources:\n  - title: A map\n    url: https://example.org/\n    checked: 2026-11-02\n"
    path.write_text(path.read_text(encoding="utf-8").replace("kind: handout\n", f"kind: handout\n{sources}"))
    look_again(app)
    handout = Learner(app).open(f"{MIXED}/all-blocks/handout")
    assert "data-print" in handout and "(checked 2 November 2026)" in handout
    assert "data-print" not in Learner(app).open(f"{MIXED}/all-blocks/lesson")


def test_a_course_that_is_begun_names_what_comes_next(learner):
    learner.open(f"{TINY}/hello")
    learner.send("next")
    assert re.search(r"Continue.*Quiz on councils</bdi> · \d+ minutes?", learner.open("/en/"), re.DOTALL)


def test_a_draft_is_told_at_the_start_and_marked_after_that(learner):
    said = "Not yet read by a reviewer"
    assert said in learner.open(f"{MIXED}/all-blocks/lesson")
    assert said not in learner.open(f"{MIXED}/all-blocks/activity") and "<span>Draft</span>" in learner.html
    assert "Draft" not in learner.open(f"{MIXED}/all-questions/checks")
    assert learner.open("/en/courses/mixed/").count("not yet been read by a reviewer") == 1


def test_a_page_says_what_was_done_to_the_one_who_did_it(app):
    said = "Your reading settings are saved."
    first, second = Learner(app), Learner(app)
    assert said in first.open(f"{MIXED}/all-blocks/lesson?said=reading")
    assert said not in second.open(f"{MIXED}/all-blocks/lesson")
    assert said in first.open("/en/?said=reading") and said not in second.open("/en/")
    assert "script" not in first.open(f"{MIXED}/all-blocks/lesson?said=<script>").split("<article>")[1][:200]


# --- trainers ------------------------------------------------------------------------------------


def test_guides_and_facilitators_notes_are_for_trainers(app, learner):
    guide = f"{MIXED}/all-blocks/guide"
    learner.open(guide, 404)
    assert "aside-facilitator" not in learner.open(f"{MIXED}/all-blocks/activity")
    assert "/guide" not in learner.html
    learner.send("done")
    with app.extensions["milepost.database"].session(write=True) as session:
        session.execute(sa.update(User).values(role="trainer", display_name="T", sign_in_name="t"))
        session.commit()
    assert "Only trainers see this page." in learner.open(guide)
    assert "aside-facilitator" in learner.open(f"{MIXED}/all-blocks/activity")


# --- files ---------------------------------------------------------------------------------------

PICTURE = "/media/all-blocks/media/ladder.en.svg"


def test_media_come_whole_in_ranges_and_once(client):
    whole = client.get(PICTURE, buffered=True)
    assert whole.headers["Cache-Control"].startswith("public")
    assert whole.headers["Accept-Ranges"] == "bytes"
    part = client.get(PICTURE, headers={"Range": "bytes=2-5"}, buffered=True)
    assert (part.status_code, part.data) == (206, whole.data[2:6])
    again = client.get(PICTURE, headers={"If-None-Match": whole.headers["ETag"]}, buffered=True)
    assert again.status_code == 304


@pytest.mark.parametrize(
    "path",
    [
        "all-blocks/en/01-lesson.md",
        "all-blocks/media/../en/01-lesson.md",
        "../media/x.svg",
        "all-blocks/media/.x",
    ],
)
def test_nothing_but_media_is_sent(client, path):
    assert client.get(f"/media/{path}").status_code in (301, 308, 404)


# --- content that changes under a learner ------------------------------------------------------------


@pytest.fixture
def movable(app, content_root, tmp_path):
    """A site on a copy of the content, which a test may change."""
    root = tmp_path / "content"
    shutil.copytree(content_root, root)
    moved = create_app(app.extensions["milepost.settings"]._replace(content=root), TESTING=True)
    yield moved, root
    moved.extensions["milepost.database"].dispose()


def look_again(app) -> None:
    app.extensions["milepost.library"]._refreshed = 0.0


def test_a_course_gone_from_disk_keeps_its_records(movable):
    app, root = movable
    learner = Learner(app)
    learner.open(f"{TINY}/hello")
    learner.send("next")
    shutil.rmtree(root / "course" / "tiny")
    look_again(app)
    assert "not on this site any more" in learner.open("/en/")
    html = learner.open("/en/courses/tiny/", 410)
    assert "What you did in it is kept." in html
    assert "<dd>1</dd>" in html
    for address in (f"{TINY}/hello", "/en/courses/tiny/product"):  # what people have bookmarked
        assert "What you did in it is kept." in learner.open(address, 410)
        assert "This course is not on this site." in Learner(app).open(address, 404)
    Learner(app).open("/en/courses/tiny/", 404)


def test_a_page_gone_from_disk_does_not_break_the_course(movable):
    app, root = movable
    learner = Learner(app)
    learner.open(f"{TINY}/hello")
    learner.send("next")
    for page in (root / "modules" / "tiny-one" / "en").glob("0*-hello.md"):
        page.unlink()
    look_again(app)
    assert "0 of 2 pages done" in learner.open("/en/courses/tiny/")
    learner.open(f"{TINY}/hello", 404)


def test_a_course_with_mistakes_is_not_half_shown(movable):
    app, root = movable
    path = root / "course" / "tiny" / "en.md"
    path.write_text("---\nnonsense", encoding="utf-8")
    look_again(app)
    assert "Who sits in it" not in Learner(app).open("/en/")


def test_those_who_can_mend_a_broken_course_read_what_is_wrong(movable):
    app, root = movable
    path = root / "course" / "tiny" / "en.md"
    path.write_text("---\nnonsense", encoding="utf-8")
    look_again(app)
    newcomer, trainer = Learner(app), Learner(app)
    trainer.open("/en/courses/mixed/all-blocks/lesson")
    trainer.send("next")
    with app.extensions["milepost.database"].session(write=True) as session:
        session.execute(sa.update(User).values(role="trainer", display_name="T", sign_in_name="t"))
        session.commit()
    said = "course/tiny/en.md:"
    assert said in trainer.open("/en/") and "Only trainers and administrators see this note." in trainer.html
    assert said not in newcomer.open("/en/") and "tiny" not in newcomer.html


# --- the key stays on the server ------------------------------------------------------------------


def secrets_of(question, lang) -> set[str]:
    """Return every text of a question that must not be seen before it is answered."""
    body = question.body
    found = {question.explanation, question.model_answer}
    for option in [*getattr(body, "options", ()), *getattr(body, "accepted", ())]:
        found |= {option.feedback, getattr(option, "text", "")}
    for step in getattr(body, "steps", ()):
        found |= {choice.feedback for choice in step.choices} - {""}
    for gap in getattr(body, "gaps", ()):
        found |= set(gap.accepted) - set(gap.choices)
    offered = [choice for gap in getattr(body, "gaps", ()) for choice in gap.choices]
    seen = plain(question.stem, *question.hints, *getattr(body, "segments", ()), *offered)
    seen += plain(labels_for(lang).check, labels_for(lang).your_answer)
    return {plain(text) for text in found if len(text) > 3 and plain(text) not in seen}


def plain(*html: str) -> str:
    return scoring.fold(unescape(re.sub(r"<[^>]+>", " ", " ".join(html))))


@pytest.mark.parametrize("content", ["content_root", "shipped_content"])
def test_no_page_holds_the_key_before_answering(app, content, request):
    root = request.getfixturevalue(content)
    site = create_app(app.extensions["milepost.settings"]._replace(content=root), TESTING=True)
    library, learner, asked = site.extensions["milepost.library"], Learner(site), 0
    for course_id in library.course_ids():
        for lang in library.course_languages(course_id):
            course = library.course(course_id, lang)
            for module in course.modules:
                for page in module.learner_pages:
                    html = learner.open(f"/{lang}/courses/{course_id}/{module.id}/{page.id}")
                    forms = re.findall(r'(?s)<form class="ask".*?</form>', html)
                    asked += len(forms)
                    assert not re.search(
                        r"option-(mark|feedback)|q-(right|explanation|model)|<input type=.radio[^>]* checked",
                        html,
                    )
                    for form, question in zip(
                        forms, every(library.blocks(course, module.id, page.id), Question), strict=True
                    ):
                        told = {secret for secret in secrets_of(question, page.lang) if secret in plain(form)}
                        assert told == set()
    site.extensions["milepost.database"].dispose()
    assert asked > 20


def shown_options(html: str) -> list[str]:
    return [text.strip() for text in re.findall(r'option-text">(?:<p>)?([^<]+)', html)]


def test_options_are_numbered_as_shown_and_drawn_anew_for_each_person_and_attempt(app):
    orders = set()
    for _ in range(6):
        learner = Learner(app)
        learner.open(f"{MIXED}/all-blocks/activity")
        learner.send("done")  # a guest from here on, with a draw of their own
        learner.open(f"{MIXED}/all-questions/quiz")
        form = re.search(r'(?s)id="ask-q-seat".*?</form>', learner.html)[0]
        assert re.findall(r'type="radio" name="q\.q-seat" value="(\d)"', form) == ["0", "1", "2"]
        orders.add(tuple(shown_options(form)))
    assert len(orders) > 1


def test_joining_later_does_not_move_the_options_of_an_open_attempt(learner):
    learner.open(f"{MIXED}/all-questions/quiz")
    before = shown_options(learner.html)
    learner.answer("q-proof", "True")
    assert shown_options(learner.html) == before


def test_only_the_own_draw_or_the_open_one_is_accepted(app, learner):
    learner.open(QUIZ)
    learner.send("answer", 409, question="who", shown="1.999", **{"q.who": "0"})
    learner.open(QUIZ)
    learner.send("answer", 409, question="who", shown="7.0", **{"q.who": "0"})
    learner.open(QUIZ)
    learner.send("answer", 409, question="who", shown="\u0661.0", **{"q.who": "0"})
    with app.extensions["milepost.database"].session(write=False) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Response)) == 0
        assert session.scalar(sa.select(sa.func.count()).select_from(Enrolment)) == 0


def test_a_translation_that_nobody_reviewed_says_so(app):
    client = app.test_client()
    arabic = client.get("/ar/courses/mixed/all-blocks/lesson").text
    english = client.get("/en/courses/mixed/all-blocks/lesson").text
    said = labels_for("ar").draft_translation
    assert (said in arabic, "translation is a draft" in english) == (True, False)


@pytest.mark.parametrize(
    ("minutes", "left", "whole"),
    [
        (99, "99 minutes left", "99 minutes"),
        (122, "about 2 hours left", "about 2 hours"),
        (1088, "about 18 hours left", "about 18 hours"),
    ],
)
def test_long_times_are_told_in_the_nearest_hours(minutes, left, whole):
    assert (words.time_left("en", minutes), words.length("en", minutes)) == (left, whole)


@pytest.mark.parametrize(("lang", "written"), [("en", "1.5"), ("fr", "1,5"), ("ar", "1.5")])
def test_points_are_written_as_in_the_language(lang, written):
    assert quiz.number(1.5, lang) == written
    assert (quiz.number(3.0, lang), quiz.number(100.0, lang)) == ("3", "100")
