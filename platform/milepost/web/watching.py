"""An eye on the course files: what an author saves is compiled at once, beside the workers."""

from __future__ import annotations

import sys
import threading

from milepost.courseware.library import ContentError, Library
from milepost.courseware.model import Problem

SECONDS_BETWEEN_LOOKS = 2.0


class Watch:
    """Compiles what has changed; workers pick it up, so none of them ever reads Markdown.

    A course with problems says so on the site; what they are is told once on the terminal.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._told: tuple[Problem, ...] = ()

    def start(self) -> None:
        """Look every two seconds, from a thread that ends with the program."""
        threading.Thread(target=self._look, daemon=True).start()

    def compile(self) -> None:
        """Compile every course in every language, where that is due."""
        self._library.refresh()
        problems = tuple(dict.fromkeys(self._problems()))
        if problems != self._told:
            self._tell(problems)

    def _problems(self) -> list[Problem]:
        found: list[Problem] = []
        for course_id in self._library.course_ids():
            try:
                for lang in self._library.course_languages(course_id):
                    self._library.course(course_id, lang)
            except ContentError as error:
                found += error.problems
        return found

    def _tell(self, problems: tuple[Problem, ...]) -> None:
        self._told = problems
        for problem in problems:
            print(f"  {problem}", file=sys.stderr)
        end = "Courses with problems are closed until they are mended." if problems else "All is mended."
        print(f"  {end}", file=sys.stderr, flush=True)

    def _look(self) -> None:
        pause = threading.Event()
        while not pause.wait(SECONDS_BETWEEN_LOOKS):
            self.compile()
