"""What stands around the pages of a package: the HTML file with the map, and its words in each language."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from itertools import count, groupby
from pathlib import Path
from typing import Any

from milepost.core.errors import MilepostError
from milepost.core.i18n import language
from milepost.courseware.labels import fill, labels_for
from milepost.courseware.model import Course, Module, PageKind
from milepost_player.assets import DESK, QUESTIONS
from milepost_player.places import Place, asks, places

JSON = dict[str, Any]


def index_html(
    course: Course,
    *,
    package_id: str,
    module: str | None = None,
    adapter: str = "none",
    settings: Mapping[str, Any] | None = None,
    glossary: str = "",
    shown: Sequence[Place] = (),
    languages: Sequence[str] = (),
    words: Mapping[str, str] | None = None,
    rest: str = "",
    version: str = "",
) -> bytes:
    """Return an HTML file of the package: the whole course, or one module of it.

    `settings` is what the adapter's factory is given, `glossary` the glossary's script, `shown` the pages
    (all of them, if none are named). A reader can choose among `languages`; `words` names the scripts that
    bring a language's words. `rest` names the script with what the first view does without (`rest_file`);
    without it all stands here. Scripts and styles are asked for with the `version` of the package.
    """
    labels = labels_for(course.lang)
    shown = shown or places(course, module)
    data = {
        "packageId": package_id,
        "lang": course.lang,
        "title": course.title,
        "masteryScore": course.mastery_score,
        "adapter": adapter,
        "settings": {**(settings or {}), "packageId": package_id},
        "glossary": glossary,
        "folder": shown[0].file.rpartition("/")[0],
        "modules": _map(course, shown),
        "labels": _labels(course.lang, WORDS_AT_ONCE),
        "rest": [*filter(None, [rest]), DESK, *([QUESTIONS] if asks(shown) else [])],
    }
    if not rest:
        data |= {**_rest(course.lang, shown), "labels": _labels(course.lang, WORDS | WORDS_AT_ONCE)}
    if languages:
        data["languages"] = [_named(tag) for tag in languages]
    if words:
        data["words"] = dict(words)
    if module:
        data["module"] = module
    only = next((each.title for each in course.modules if each.id == module), None)
    names = {
        "lang": course.lang,
        "dir": labels.direction,
        "title": escape(only or course.title),
        "version": f"?v={version}" if version else "",
        **{name: escape(word) for name, word in shell_words(course.lang).items()},
    }
    shell = (Path(__file__).parent / "index.html").read_text(encoding="utf-8")
    inline = json.dumps(data, separators=(",", ":"), ensure_ascii=False).replace("<", "\\u003c")
    return fill(shell, **names, course=inline).encode()


def rest_file(name: str, tag: str, shown: Sequence[Place]) -> bytes:
    """Return the script with what the first view does without: `milepost.rest({...})`.

    Raises MilepostError when two ids cannot be told apart in the saved state.
    """
    text = json.dumps(_rest(tag, shown), separators=(",", ":"))
    return f"milepost.rest({text});milepost.came({json.dumps(name)});\n".encode("ascii")


def _rest(tag: str, shown: Sequence[Place]) -> JSON:
    """Return more labels, and the ids of what the pages ask; a quiz tells those of its questions at once."""
    _check_state_keys(shown)
    return {
        "labels": _labels(tag, WORDS),
        "asks": {f"{each.module.id}/{each.page.id}": found for each in shown if (found := _asks(each))},
    }


def _asks(place: Place) -> JSON:
    page = place.page
    questions = [] if page.kind is PageKind.QUIZ else [question.id for question in page.questions]
    return {name: ids for name, ids in (("questions", questions), ("fields", list(page.fields))) if ids}


def words_file(
    tag: str, course: Course | None = None, shown: Iterable[Place] = (), glossary: str = ""
) -> bytes:
    """Return the script of a language's words: `milepost.language("<tag>", {...})`.

    With a course: also its titles and files in that language, so that it can be chosen.
    """
    data: JSON = {"labels": _labels(tag, WORDS | WORDS_AT_ONCE)}
    if course:
        data |= {
            "title": course.title,
            "glossary": glossary,
            "modules": _modules(shown),
            "shell": shell_words(tag),
        }
    text = json.dumps(data, separators=(",", ":"))
    return f"milepost.language({json.dumps(tag)},{text});\n".encode("ascii")


def shell_words(tag: str) -> dict[str, str]:
    """Return the words that index.html shows."""
    labels = labels_for(tag)
    return {name: getattr(labels, name) for name in SHELL_WORDS}


def _labels(tag: str, names: frozenset[str]) -> JSON:
    return {name: label for name, label in labels_for(tag).as_dict().items() if name in names}


def _named(tag: str) -> JSON:
    """Return a language as it is offered: by its name in itself."""
    found = language(tag)
    return {"tag": tag, "name": found.name, "dir": found.direction}


def _modules(shown: Iterable[Place]) -> list[JSON]:
    """Return titles and files of modules and pages in another language."""
    return [
        {**_module(module), "pages": [_titles(each) for each in its]} for module, its in _by_module(shown)
    ]


def _by_module(shown: Iterable[Place]) -> Iterator[tuple[Module, list[Place]]]:
    for _, group in groupby(shown, key=lambda place: place.module.id):
        its = list(group)
        yield its[0].module, its


def _module(module: Module) -> JSON:
    return {"id": module.id, "title": module.title, "lang": module.lang}


def _titles(place: Place) -> JSON:
    page = place.page
    return {
        "id": page.id,
        "title": page.title,
        "lang": page.lang,
        "minutes": page.minutes,
        "file": place.file,
    }


def _map(course: Course, shown: Sequence[Place]) -> list[JSON]:
    """Return modules and pages for the first view; what is as in most of them is left out (record.js)."""
    folder = shown[0].file.rpartition("/")[0]
    usual = {
        "kind": "lesson",
        "lang": course.lang,
        "points": 0,
        "attempts": None,
        "keep": "best",
        "questions": [],
    }

    def lean(found: JSON, **more: Any) -> JSON:
        return {name: value for name, value in found.items() if value != (usual | more).get(name, ...)}

    numbers = count(1)
    return [
        lean(_module(module))
        | {"pages": [lean(_page(each), file=f"{folder}/{next(numbers)}.js") for each in its]}
        for module, its in _by_module(shown)
    ]


def _page(place: Place) -> JSON:
    page = place.page
    found: JSON = {**_titles(place), "kind": str(page.kind), "points": _number(page.points)}
    if page.kind is PageKind.QUIZ:
        found |= {"attempts": page.attempts, "keep": str(page.keep)}
        found["questions"] = [question.id for question in page.questions]
    return found


def _number(points: float) -> float:
    return int(points) if points == int(points) else points


def _check_state_keys(shown: Iterable[Place]) -> None:
    """Five characters name an id in the saved state (state.js). One pair in a billion would be alike."""
    seen: dict[str, str] = {}
    for place in shown:
        module, page = place.module.id, place.page
        names = [f"{module}/{page.id}", *(f"{module}?{question.id}" for question in page.questions)]
        for name in [*names, *(f"{module}!{each}" for each in page.fields)]:
            other = seen.setdefault(state_key(name), name)
            if other != name:
                raise MilepostError(
                    f"the ids {other} and {name} are too alike for a package; rename the newer one"
                )


def state_key(name: str) -> str:
    """Return what stands for an id in the saved state: 30 bits of FNV-1a; state.js has the twin."""
    total = 0x811C9DC5
    for byte in name.encode("ascii"):
        total = (total ^ byte) * 0x01000193 & 0xFFFFFFFF
    total ^= total >> 30
    return "".join(_DIGITS[total >> shift & 63] for shift in (24, 18, 12, 6, 0))


_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"

#: Labels that index.html shows, and those that the scripts ask for by name.
SHELL_WORDS = ("skip_to_content", "course_map", "exit", "progress", "previous", "next", "loading", "print")
#: What may be said before the rest has come, or when nothing comes any more.
WORDS_AT_ONCE = frozenset(
    """
    lesson case activity worksheet quiz handout minutes minutes_left hours_left score_percent page_of
    next finish opens_new_window loading page_missing reload choose_language
    not_saved try_again connection_lost connection_help not_all_saved sent_next_time
    kept_here not_kept not_sent review_mode shortened exited time_over erase_here erased_here
    open_elsewhere elsewhere_help go_on_here moved_away open_again
    """.split()  # noqa: SIM905
)
WORDS = frozenset(
    """
    progress fact done here not_opened score score_needed passed not_passed completed not_completed
    course_done right partly wrong saved part_right part_wrong explanation model_answer points_won
    not_answered error_number error_places error_nothing check hand_in hand_in_anyway
    unanswered retake save mark_done attempts_left attempts_none attempt_number attempts_any
    quiz_result you_chose the_end start_again saved_now product product_empty choose_way
    read_aloud pause go_on stop full_screen small_screen captions
    """.split()  # noqa: SIM905
)
