"""Where things stand in a package: pages in their order, and the names of files.

Every export asks for this; what makes the files (`page`, `shell`) is loaded only when one has to be made.
"""

from collections.abc import Iterable
from typing import NamedTuple

from milepost.core.digests import blake2b
from milepost.courseware.model import Course, Module, Page, PageKind
from milepost_player.budget import StateSize

NAME_LENGTH = 96  # characters; no standard sets a limit, LMSs do: 100, and captions take three more (.js)
IN_NAMES = frozenset("abcdefghijklmnopqrstuvwxyz0123456789._-/")

#: A file of a module that a page shows: (module id, path in the module's folder).
Medium = tuple[str, str]


class Place(NamedTuple):
    """A page in a package: `number` is its place from 1, `file` the name of its script."""

    number: int
    module: Module
    page: Page
    file: str


class PageFile(NamedTuple):
    """The script of a page, the media that it shows, in their order, and its room in the saved state."""

    script: bytes
    media: tuple[Medium, ...]
    uses_glossary: bool
    state: StateSize = StateSize(0, 0)


def media_name(medium: Medium) -> str:
    """Return the file name of a medium in a package.

    LMSs lose files with capitals, with letters beyond ASCII, with spaces or with long names, so such a name
    becomes a digest of itself.
    """
    module, path = medium
    name = f"media/{module}/{path}"
    if len(name) <= NAME_LENGTH and IN_NAMES.issuperset(name):
        return name
    digest = blake2b(name.encode(), digest_size=8).hexdigest()
    return f"media/{module}/{digest}.{path.rpartition('.')[2].lower()}"


def places(course: Course, module: str | None = None, folder: str = "pages") -> tuple[Place, ...]:
    """Return the pages of the whole course, or of one module, in order; their scripts stand in `folder`."""
    chosen = [each for each in course.modules if module in (None, each.id)]
    pages = [(each, page) for each in chosen for page in each.learner_pages]
    return tuple(
        Place(number, each, page, f"{folder}/{number}.js") for number, (each, page) in enumerate(pages, 1)
    )


def asks(shown: Iterable[Place]) -> bool:
    """Say whether any of the pages needs what questions do."""
    return any(place.page.questions or place.page.kind is PageKind.QUIZ for place in shown)


def words_name(tag: str) -> str:
    """Return the file of a language's words."""
    return f"languages/{tag.lower()}.js"
