"""The package under the eyes of the rules: its files, its manifest, its pages, each read once."""

from __future__ import annotations

from functools import cached_property

from milepost.core.archives import Archive, folded
from milepost_scorm.preflight.contents import MANIFEST, Contents
from milepost_scorm.preflight.contents import read as read_contents
from milepost_scorm.preflight.pages import CSS, HTML, JS, Page, read_page
from milepost_scorm.preflight.tree import parse

MOST_TEXT = 20_000_000  # bytes; a longer text file is somebody's data, not a page
#: What steers the import and is nobody's content (SCORM 2004 CAM 3.2: control files).
CONTROL = (".xsd", ".dtd")
#: How our own packages declare their pages, and the page that shows them.
OURS, HOME = "milepost.page(", "index.html"
JUNK = ("__macosx/", ".ds_store", "thumbs.db", "desktop.ini")


class Package:
    """An open package. `contents` needs a manifest that can be read."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.names = tuple(archive.entries)
        #: A name as a system sees it that does not know case → the name in the zip.
        self.by_folded = {folded(name): name for name in self.names}
        self._texts: dict[str, str] = {}

    @cached_property
    def manifest(self) -> bytes:
        """The manifest as it stands in the zip. Raises KeyError when there is none at the root."""
        return self.archive.read(MANIFEST, MOST_TEXT)

    @cached_property
    def contents(self) -> Contents:
        """The manifest, read. Raises KeyError or `tree.XmlFlaw`."""
        return read_contents(parse(self.manifest))

    @cached_property
    def content_names(self) -> tuple[str, ...]:
        """Every file that is content: no manifest, no schema, nothing that a computer left behind."""
        return tuple(
            name
            for name in self.names
            if name != MANIFEST and not name.lower().endswith(CONTROL) and not is_junk(name)
        )

    @cached_property
    def pages(self) -> dict[str, Page]:
        """Every HTML file, by name."""
        return {name: read_page(self.text(name)) for name in self._texts_of(HTML)}

    @cached_property
    def own_pages(self) -> dict[str, Page]:
        """Every page of a package of ours, by name: HTML that is text in a script, seen from `HOME`."""
        texts = ((name, text) for name, text in self.scripts if text.startswith(OURS))
        return {name: read_page(text.replace('\\"', '"')) for name, text in texts}

    @property
    def styles(self) -> list[tuple[str, str]]:
        """Every style sheet: name, text."""
        return [(name, self.text(name)) for name in self._texts_of(CSS)]

    @property
    def scripts(self) -> list[tuple[str, str]]:
        """Every script file: name, text."""
        return [(name, self.text(name)) for name in self._texts_of(JS)]

    def text(self, name: str) -> str:
        """Return a text file; what is no UTF-8 is read letter by letter."""
        if name not in self._texts:
            data = self.archive.read(name, MOST_TEXT)
            try:
                self._texts[name] = data.decode("utf-8-sig")
            except UnicodeDecodeError:
                self._texts[name] = data.decode("latin-1")
        return self._texts[name]

    def _texts_of(self, endings: tuple[str, ...]) -> list[str]:
        entries = self.archive.entries
        return [
            name
            for name in self.content_names
            if name.lower().endswith(endings) and entries[name].size <= MOST_TEXT
        ]


def is_junk(name: str) -> bool:
    """Say whether a file is one that an operating system leaves behind."""
    lower = name.lower()
    return (
        lower.startswith(JUNK[0]) or lower.rpartition("/")[2] in JUNK or lower.rpartition("/")[2][:2] == "._"
    )
