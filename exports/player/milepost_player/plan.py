"""The player's files in a package, whatever its format: planned, and kept deflated between exports.

An exporter asks `Plan` for the files, adds what its standard wants beside them (a manifest, schemas), and
hands all of them to `package.write`. What did not change since the last export is copied.
"""

import importlib
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from milepost.core.digests import blake2b
from milepost.core.i18n import fallbacks
from milepost.core.progress import Progress
from milepost.courseware.library import Library
from milepost.courseware.model import Course, Module
from milepost.courseware.packing import Selection, Units
from milepost_player import small
from milepost_player.assets import (
    EXTRAS,
    QUESTIONS,
    adapter_script,
    extra,
    revision,
    script,
    stylesheet,
)
from milepost_player.budget import HEAD as STATE_HEAD
from milepost_player.budget import StateSize
from milepost_player.kept import Content, KeptPage, Shelf, looks
from milepost_player.package import Deflated
from milepost_player.places import Medium, PageFile, Place, asks, media_name, places, words_name

LAUNCH = "index.html"
Settings = Mapping[str, Any]


class Adapter(NamedTuple):
    """The code that speaks to an LMS (README.md): its name in `milepost.adapters`, its scripts in order."""

    name: str
    parts: tuple[Path, ...]


class Unit(NamedTuple):
    """What an LMS launches as one thing: a SCO of SCORM, an AU of cmi5.

    `id` is stable: the course's id, or `<course>.<module>`. `launch` is the HTML file it begins with.
    """

    id: str
    launch: str
    module: Module | None
    places: tuple[Place, ...]

    @property
    def rest(self) -> str:
        """The script beside it, with what its first view does without."""
        return f"{self.launch.removesuffix('.html')}.js"

    @property
    def scored(self) -> bool:
        """Whether there are points to win."""
        return any(place.page.points for place in self.places)

    @property
    def questions(self) -> int:
        return sum(len(place.page.questions) for place in self.places)


class Files(NamedTuple):
    """The player's files by name; which of them one unit alone needs (by unit id); names of the media."""

    content: dict[str, Content]
    own: dict[str, tuple[str, ...]]
    media: tuple[str, ...]

    @property
    def shared(self) -> tuple[str, ...]:
        """The files that belong to no unit alone, sorted."""
        return tuple(sorted(self.content.keys() - {name for names in self.own.values() for name in names}))


class _Tongue(NamedTuple):
    """The course in one of its languages: its pages in this package, and what its files are kept under."""

    course: Course
    places: tuple[Place, ...]
    glossary: str
    maker: str


class Plan:
    """The player's files of one package. `units` are what the LMS launches; `id` is the package's own."""

    def __init__(self, library: Library, selection: Selection, adapter: Adapter) -> None:
        self.library, self.selection, self.adapter = library, selection, adapter
        self.course, self.module = selection.course, selection.module
        self.id = f"{self.course.id}.{self.module}" if self.module else self.course.id
        several = len(selection.courses) > 1
        self._tongues = tuple(
            self._tongue(course, f"pages/{course.lang.lower()}" if several else "pages")
            for course in selection.courses
        )
        self.places = self._tongues[0].places
        self.units = self._units()
        self._shelf = Shelf(library)
        self._made: dict[str, KeptPage] = {}

    def _tongue(self, course: Course, folder: str) -> _Tongue:
        shown = places(course, self.module, folder)
        # What the same maker makes of the same page is the same.
        maker = f"{revision()} {self.library.version} {course.lang} {zlib.ZLIB_RUNTIME_VERSION}"
        return _Tongue(course, shown, f"{folder}/glossary.js", maker)

    def _units(self) -> tuple[Unit, ...]:
        if self.selection.units is Units.ONE:
            only = self.selection.modules[0] if self.module else None
            return (Unit(self.id, LAUNCH, only, self.places),)
        return tuple(
            Unit(
                f"{self.course.id}.{module.id}",
                f"{module.id}.html",
                module,
                tuple(place for place in self.places if place.module.id == module.id),
            )
            for module in self.selection.modules
        )

    def files(self, settings: Callable[[Unit], Settings], progress: Progress) -> Files:
        """Return all files. `settings` is what a unit's adapter is given (README.md), JSON values only.

        `progress` hears (pages done, pages in all).
        """
        pages = self._pages(progress)
        glossaries = self._glossaries(pages)
        media = {media_name(medium): medium for kept in pages.values() for medium in kept.media}
        words = {tag: words_name(tag) for tag in self._words()}
        content: dict[str, Content] = {
            **{name: kept.content for name, kept in (pages | glossaries).items()},
            **{name: self._shelf.medium(medium) for name, medium in media.items()},
            **{words[tag]: self._words_file(tag, bool(glossaries)) for tag in words},
            **{unit.rest: self._rest(unit) for unit in self.units},
            **self._cues(media),
            **self._looks(bool(words)),
            **self._extras(media),
        }
        version = _version(content)
        for unit in self.units:
            content[unit.launch] = self._index(unit, settings(unit), words, bool(glossaries), version)
        return Files(content, self._own(pages, content), tuple(media))

    @property
    def pages(self) -> int:
        """How many page files there are, all languages taken together."""
        return sum(len(tongue.places) for tongue in self._tongues)

    def _pages(self, progress: Progress = lambda *_: None) -> dict[str, KeptPage]:
        """Return the page files by name, made or read once."""
        found = self._made
        if found:
            return found
        for tongue in self._tongues:
            for place in tongue.places:
                found[place.file] = self._page(tongue, place)
                progress(len(found), self.pages)
        return found

    def state(self, unit: Unit) -> StateSize:
        """Return how long the state of a unit may become, in the language that takes most."""
        pages = self._pages()
        total = StateSize(STATE_HEAD, 0)
        for place in unit.places:
            sizes = [pages[tongue.places[place.number - 1].file].state for tongue in self._tongues]
            total = total.plus(*max(sizes, key=sum))
        return total

    def _glossaries(self, pages: Mapping[str, KeptPage]) -> dict[str, KeptPage]:
        if not any(kept.uses_glossary for kept in pages.values()):
            return {}
        return {tongue.glossary: self._glossary(tongue) for tongue in self._tongues}

    def _words(self) -> tuple[str, ...]:
        """Return the languages whose words are files of their own: to choose from, and those of pages."""
        chosen = self.selection.languages if len(self._tongues) > 1 else ()
        spoken = {place.page.lang for tongue in self._tongues for place in tongue.places}
        return tuple(dict.fromkeys([*chosen, *sorted(spoken - {self.course.lang})]))

    def _looks(self, words: bool) -> dict[str, Content]:
        """Return the script and the style; the script has what this package's languages need."""
        languages = len(self._tongues) > 1
        parts = [path for part in self.adapter.parts for path in (part, small.twin(part)) if path.exists()]
        maker = self._tongues[0].maker

        def make() -> bytes:
            return script(adapter_script(*self.adapter.parts), words=words, languages=languages)

        return {
            "player.js": self.text(f"script {words} {languages} {maker} {looks(*parts)}", make),
            "player.css": self.text(f"style {maker}", stylesheet),
        }

    def _extras(self, media: Mapping[str, Medium]) -> dict[str, Content]:
        """Return the scripts that pages ask for when they need them; not those that no page needs."""
        unneeded = {
            "film.js": not any(name.endswith(".mp4") for name in media),
            QUESTIONS: not asks(self.places),
        }
        maker = self._tongues[0].maker
        return {
            name: self.text(f"extra {name} {maker}", partial(extra, name))
            for name in EXTRAS
            if not unneeded.get(name)
        }

    def _cues(self, media: Mapping[str, Medium]) -> dict[str, Content]:
        """Return captions once more, as scripts: from a folder browsers refuse text tracks."""
        tracks = {
            name: self.library.media(*medium)
            for name, medium in media.items()
            if name.endswith(".vtt") and "/captions." in name
        }
        return {
            f"{name}.js": self.text(f"cues {name} {looks(path)}", partial(_cues_file, name, path))
            for name, path in tracks.items()
        }

    def _own(
        self, pages: Mapping[str, KeptPage], content: Mapping[str, Content]
    ) -> dict[str, tuple[str, ...]]:
        """Return for each unit the files that no other one needs, sorted; for the only one, all files."""
        if len(self.units) == 1:
            return {self.units[0].id: tuple(sorted(content))}
        needed: dict[str, set[str]] = {}
        for unit in self.units:
            files = {
                place.file
                for tongue in self._tongues
                for place in tongue.places
                if unit.module and place.module.id == unit.module.id
            }
            media = {media_name(medium) for name in files for medium in pages[name].media}
            needed[unit.id] = {unit.launch, unit.rest, *files, *media}
        users = Counter(name for names in needed.values() for name in names)
        return {id: tuple(sorted(name for name in names if users[name] == 1)) for id, names in needed.items()}

    def text(self, key: str, make: Callable[[], bytes]) -> Deflated:
        """Return a text file, deflated; what was made under the same key before is used again."""
        return self._shelf.text(key, make)

    def _page(self, tongue: _Tongue, place: Place) -> KeptPage:
        """Return a page's script, from the cache when nothing has changed."""
        course, module, page = tongue.course, place.module, place.page

        def make() -> PageFile:
            first = course if course.lang == course.languages[0] else self._first()
            blocks = self.library.blocks(course, module.id, page.id)
            made: PageFile = _room("page").page_file(
                course, module, page, blocks, first.page(module.id, page.id)
            )
            return made

        return self._shelf.page(
            f"page {self.library.page_key(course, module.id, page.id)} {tongue.maker}", make
        )

    def _first(self) -> Course:
        """Return the course in the language that it was written in."""
        return self.library.course(self.course.id, self.course.languages[0])

    def _glossary(self, tongue: _Tongue) -> KeptPage:
        course = tongue.course
        terms = self.library.glossary(course.lang)
        languages = {
            id: tag
            for tag in fallbacks(course.lang)[1:]
            for id, term in self.library.glossary(tag).items()
            if terms[id] == term
        }
        return self._shelf.page(
            f"glossary {_digest([*terms.values(), languages])} {tongue.maker}",
            lambda: _room("page").glossary_file(course, terms, languages),
        )

    def _rest(self, unit: Unit) -> Deflated:
        """Return what the first view of a unit does without."""
        first = self._tongues[0]
        asked = [
            (place.module.id, page.id, page.kind, [question.id for question in page.questions], page.fields)
            for place in unit.places
            for page in (place.page,)
        ]

        def make() -> bytes:
            script: bytes = _room("shell").rest_file(unit.rest, first.course.lang, unit.places)
            return script

        return self.text(f"rest {unit.rest} {_digest(asked)} {first.maker}", make)

    def _index(
        self, unit: Unit, settings: Settings, words: Mapping[str, str], glossary: bool, version: str
    ) -> Deflated:
        first = self._tongues[0]
        languages = self.selection.languages if len(self._tongues) > 1 else ()

        def make() -> bytes:
            html: bytes = _room("shell").index_html(
                self.course,
                package_id=unit.id,
                module=unit.module.id if unit.module else None,
                adapter=self.adapter.name,
                settings=settings,
                glossary=first.glossary if glossary else "",
                shown=unit.places,
                languages=languages,
                words=words,
                rest=unit.rest,
                version=version,
            )
            return html

        facts = [
            unit.id,
            unit.launch,
            self.course.revision,
            glossary,
            self.adapter.name,
            settings,
            words,
            languages,
            version,
        ]
        return self.text(f"index {facts} {first.maker}", make)

    def _words_file(self, tag: str, glossary: bool) -> Deflated:
        found = next((tongue for tongue in self._tongues if tongue.course.lang == tag), None)

        def make() -> bytes:
            terms = found.glossary if found and glossary else ""
            more = (found.course, found.places, terms) if found else ()
            script: bytes = _room("shell").words_file(tag, *more)
            return script

        facts = f"{found.course.revision} {self.module} {glossary}" if found else ""
        facts += self._tongues[0].maker
        return self.text(f"words {tag} {facts}", make)


def _digest(facts: Iterable[object]) -> str:
    """Return a short name for some facts; equal facts have the same one."""
    return blake2b(repr([*facts]).encode(), digest_size=16).hexdigest()


def _version(content: Mapping[str, Content]) -> str:
    """Return a short name for all that the files hold: the same files have the same one."""
    facts = [(name, each.crc, each.size) for name, each in sorted(content.items())]
    return blake2b(repr(facts).encode(), digest_size=4).hexdigest()


def _room(name: str) -> Any:
    """Return a module of the player. Those that make files are loaded when the first one has to be made."""
    return importlib.import_module(f"milepost_player.{name}")


def _cues_file(name: str, path: Path) -> bytes:
    made: bytes = _room("page").cues_file(name, path)
    return made
