"""Every word that stands on a question, a field, a film, an aside or a button of the player.

Pure: the site's templates, the packages and the books take them from here, so that one thing has
one name everywhere. Message ids are English; the catalogues are `milepost/translations/`.
"""

import json
import re
from functools import cache
from types import SimpleNamespace
from typing import Any, NamedTuple

from milepost.core.i18n import language, translations

#: gettext rules look at n % 100 at most, so what holds for 0..199 holds for every n.
COUNTED = 200


class Plural(NamedTuple):
    """A counted label. `pick` has one digit for each n (its last digit goes on): which form to take."""

    forms: tuple[str, ...]
    pick: str

    def __call__(self, n: int, **values: object) -> str:
        """Return the form for `n`, its `{n}` and other names filled in."""
        place = n if n < COUNTED else 100 + n % 100
        return fill(self.forms[int(self.pick[min(place, len(self.pick) - 1)])], n=n, **values)

    def as_dict(self) -> dict[str, Any]:
        """Return the label for a script: it has the same rule."""
        return {"forms": list(self.forms), "pick": self.pick}

    def as_json(self) -> str:
        """Return `as_dict()` as JSON, for an attribute."""
        return json.dumps(self.as_dict(), ensure_ascii=False, separators=(",", ":"))


class Labels(SimpleNamespace):
    """The words in one language. A name in braces is filled in by `fill()`.

    No named tuple: a hundred names of one cost as much as half a page takes to parse.
    """

    lang: str
    direction: str

    # how to answer
    question: str
    choose_one: str
    choose_all: str
    true_or_false: str
    type_answer: str
    type_number: str
    match_lines: str
    put_in_order: str
    fill_gaps: str
    choose_way: str
    write_thoughts: str
    your_answer: str
    choose: str
    place: str
    gap: str
    move_up: str
    move_down: str
    moved: str
    hint: str
    hint_number: str
    points: Plural
    words_asked: Plural
    words_written: Plural
    you_chose: str
    the_end: str
    start_again: str

    # after answering
    right: str
    partly: str
    wrong: str
    saved: str
    not_answered: str
    part_right: str
    part_wrong: str
    right_answer: str
    explanation: str
    model_answer: str
    points_won: str

    # what went wrong with an answer
    error_option: str
    error_too_long: Plural
    error_number: str
    error_places: str
    error_way: str
    error_nothing: str

    # buttons of questions and pages
    check: str
    try_again: str
    hand_in: str
    hand_in_anyway: str
    unanswered: Plural
    retake: str
    save: str
    mark_done: str
    attempts_left: Plural
    attempts_none: str
    attempt_number: str
    attempts_any: str

    # kinds of page
    lesson: str
    case: str
    activity: str
    worksheet: str
    quiz: str
    handout: str
    guide: str

    # asides
    individual: str
    group: str
    facilitator: str
    easy: str

    # alerts
    alert_note: str
    alert_tip: str
    alert_important: str
    alert_warning: str
    alert_caution: str

    # films
    film: str
    film_size: str
    film_download: str
    film_sound: str
    film_text: str
    captions: str
    chapters: str
    descriptions: str
    transcript: str
    film_spoken_in: str

    # around a page
    sources: str
    checked_on: str
    not_translated: str
    draft: str
    draft_translation: str
    footnotes: str
    back_to_text: str
    opens_new_window: str
    minutes: Plural

    # the player
    skip_to_content: str
    course_map: str
    choose_language: str
    previous: str
    next: str
    finish: str
    page_of: str
    minutes_left: Plural
    hours_left: Plural
    progress: str
    fact: str
    done: str
    here: str
    not_opened: str
    score: str
    score_percent: str
    score_needed: str
    passed: str
    not_passed: str
    completed: str
    not_completed: str
    quiz_result: str
    exit: str
    exited: str
    time_over: str
    loading: str
    page_missing: str
    reload: str
    print: str
    saved_now: str
    not_saved: str
    connection_lost: str
    connection_help: str
    open_elsewhere: str
    elsewhere_help: str
    go_on_here: str
    not_all_saved: str
    sent_next_time: str
    moved_away: str
    open_again: str
    read_aloud: str
    pause: str
    go_on: str
    stop: str
    full_screen: str
    small_screen: str
    erase_here: str
    erased_here: str
    kept_here: str
    not_kept: str
    not_sent: str
    review_mode: str
    shortened: str
    glossary: str
    product: str
    product_empty: str
    course_done: str

    def kind(self, kind: str) -> str:
        """Return the word for a kind of page or of aside, by its StrEnum value."""
        return str(getattr(self, kind))

    def as_dict(self) -> dict[str, Any]:
        """Return every label for the player: a str, or `{"forms": [...], "pick": "..."}`."""
        return {
            name: label.as_dict() if isinstance(label, Plural) else label
            for name, label in vars(self).items()
        }


def fill(label: str, **values: object) -> str:
    """Put values in the place of `{name}`, all at once; a name that a translator left out is no error."""
    return _NAME.sub(lambda found: str(values.get(found[1], found[0])), label)


_NAME = re.compile(r"\{(\w+)\}")


@cache
def labels_for(lang: str) -> Labels:
    """Return the labels of a language, each from its catalogue or the nearest fallback."""
    catalogue = translations(lang)
    _ = catalogue.gettext

    def ngettext(one: str, many: str) -> Plural:
        return _plural([catalogue.ngettext(one, many, n) for n in range(COUNTED)])

    return Labels(
        lang=lang,
        direction=language(lang).direction,
        question=_("Question"),
        choose_one=_("Choose one answer."),
        choose_all=_("Choose all the right answers."),
        true_or_false=_("True or false?"),
        type_answer=_("Write a short answer."),
        type_number=_("Write a number."),
        match_lines=_("Choose a match for each line."),
        put_in_order=_("Put these in order."),
        fill_gaps=_("Fill each gap."),
        choose_way=_("Choose what to do next."),
        write_thoughts=_("Write what you think. This is not marked."),
        your_answer=_("Your answer"),
        choose=_("Choose…"),
        place=_("Place"),
        gap=_("Gap {n}"),
        move_up=_("Move up: {item}"),
        move_down=_("Move down: {item}"),
        moved=_("{item}: now place {n} of {total}."),
        hint=_("Hint"),
        hint_number=_("Hint {n}"),
        points=ngettext("{n} point", "{n} points"),
        words_asked=ngettext("About {n} word", "About {n} words"),
        words_written=ngettext("{n} word so far", "{n} words so far"),
        you_chose=_("You chose: {choice}"),
        the_end=_("This way ends here."),
        start_again=_("Start again"),
        right=_("That is right."),
        partly=_("Partly right."),
        wrong=_("Not right."),
        saved=_("Your answer is saved."),
        not_answered=_("Not answered."),
        part_right=_("Right"),
        part_wrong=_("Not right"),
        right_answer=_("Right answer"),
        explanation=_("Why"),
        model_answer=_("A good answer, as an example"),
        points_won=_("Points: {won} of {possible}"),
        error_option=_("This answer is not one of the options. Please choose again."),
        error_too_long=ngettext(
            "This is too long. Please keep to {n} character.",
            "This is too long. Please keep to {n} characters.",
        ),
        error_number=_("Please write only a number, for example {example}."),
        error_places=_("Please give every item a place of its own."),
        error_way=_("This way does not go on from here. Please start again."),
        error_nothing=_("Please answer first."),
        check=_("Check my answer"),
        try_again=_("Try again"),
        hand_in=_("Hand in"),
        hand_in_anyway=_("Hand in as it is"),
        unanswered=ngettext(
            "{n} question has no answer yet. You can answer it now, or hand in as it is.",
            "{n} questions have no answer yet. You can answer them now, or hand in as it is.",
        ),
        retake=_("Take the quiz again"),
        save=_("Save"),
        mark_done=_("I have done this"),
        attempts_left=ngettext("{n} attempt left", "{n} attempts left"),
        attempts_none=_("No attempts left"),
        attempt_number=_("Attempt {n}"),
        attempts_any=_("You can try as often as you like."),
        lesson=_("Lesson"),
        case=_("Case"),
        activity=_("Activity"),
        worksheet=_("Worksheet"),
        quiz=_("Quiz"),
        handout=_("Handout"),
        guide=_("Guide for trainers"),
        individual=_("On your own"),
        group=_("In a group"),
        facilitator=_("For the facilitator"),
        easy=_("In easy words"),
        alert_note=_("Note"),
        alert_tip=_("Tip"),
        alert_important=_("Important"),
        alert_warning=_("Warning"),
        alert_caution=_("Take care"),
        film=_("Film"),
        film_size=_("{size} MB"),
        film_download=_("Download the film"),
        film_sound=_("Only the sound"),
        film_text=_("{size} KB"),
        captions=_("Captions"),
        chapters=_("Chapters"),
        descriptions=_("What the pictures show"),
        transcript=_("Read the film as text"),
        film_spoken_in=_("Spoken in: {language}"),
        sources=_("Sources"),
        checked_on=_("checked {date}"),
        not_translated=_("This page is not in {language} yet. Here it is in {other}."),
        draft=_("Not yet read by a reviewer"),
        draft_translation=_("This translation is a draft. Nobody has reviewed it yet."),
        footnotes=_("Notes"),
        back_to_text=_("Back to the text"),
        opens_new_window=_("opens a new window"),
        minutes=ngettext("{n} minute", "{n} minutes"),
        skip_to_content=_("Skip to the content"),
        course_map=_("Course map"),
        choose_language=_("Language"),
        previous=_("Previous"),
        next=_("Next"),
        finish=_("Finish"),
        page_of=_("Page {n} of {total}"),
        minutes_left=ngettext("{n} minute left", "{n} minutes left"),
        hours_left=ngettext("about {n} hour left", "about {n} hours left"),
        progress=_("Progress"),
        fact=_("{name}: {value}"),
        done=_("Done"),
        here=_("You are here"),
        not_opened=_("Not done yet"),
        score=_("Score"),
        score_percent=_("{percent}%"),
        score_needed=_("You need {percent}% to pass."),
        passed=_("Passed"),
        not_passed=_("Not passed yet"),
        completed=_("Every page done"),
        not_completed=_("Some pages are still open"),
        quiz_result=_("Your result: {won} of {possible} points ({percent}%)"),
        exit=_("Exit"),
        exited=_("You can close this window now. Your work is saved."),
        time_over=_("The time for this course is over."),
        loading=_("One moment…"),
        page_missing=_("This page did not load. Check your connection and try again."),
        reload=_("Load again"),
        print=_("Print"),
        saved_now=_("Saved"),
        not_saved=_("Not saved yet. We will keep trying."),
        connection_lost=_(
            "The connection to your learning platform is lost. "
            "Your answers are kept in this browser until it is back."
        ),
        connection_help=_("Sign in again in another tab, then come back here. Or open the course again."),
        open_elsewhere=_("This course is open in another window"),
        elsewhere_help=_("What you did there is kept. If you go on here, the other window stops."),
        go_on_here=_("Go on here"),
        not_all_saved=_("Not everything is saved yet"),
        sent_next_time=_(
            "Your answers are kept in this browser. Open the course again here, and they are sent."
        ),
        moved_away=_("The course goes on in another window. You can close this one."),
        open_again=_("Open the course again to go on. Your work is saved."),
        read_aloud=_("Read aloud"),
        pause=_("Pause"),
        go_on=_("Go on"),
        stop=_("Stop"),
        full_screen=_("Full screen"),
        small_screen=_("Leave full screen"),
        erase_here=_("Erase my progress from this browser"),
        erased_here=_("Your progress is erased from this browser."),
        kept_here=_("Progress is kept in this browser only."),
        not_kept=_("This browser keeps nothing: when you close this window, your progress is gone."),
        not_sent=_("Results are not sent to anyone."),
        review_mode=_("You are looking back. Nothing new is saved."),
        shortened=_("Long texts you wrote are kept on this device, not by your learning platform."),
        glossary=_("Glossary"),
        product=_("What you wrote"),
        product_empty=_("You have not written anything yet."),
        course_done=_("You have finished the course. Well done!"),
    )


def _plural(by_number: list[str]) -> Plural:
    forms = list(dict.fromkeys(by_number))
    pick = "".join(str(forms.index(form)) for form in by_number)
    return Plural(tuple(forms), pick.rstrip(pick[-1]) + pick[-1])
