"""XML as an LMS's simple parser sees it: literal prefixes, line numbers, and no entities of the author's own.

Moodle's parser reads prefixes and not namespaces, so both are kept. A document type with entities is
refused before anything is expanded ("billion laughs", XXE).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NoReturn
from xml.parsers import expat

DEEPEST = 200  # elements inside each other; readers that descend would run out of stack


class XmlFlaw(Exception):
    """The document cannot be read. `line` is counted from 1."""

    def __init__(self, line: int, what: str, mend: str) -> None:
        super().__init__(what)
        self.line, self.what, self.mend = line, what, mend


class Node:
    """An element. `name` and the keys of `attributes` are literal (`adlcp:scormtype`)."""

    __slots__ = ("attributes", "children", "line", "name", "namespaces", "text")

    def __init__(self, name: str, attributes: dict[str, str], line: int, namespaces: dict[str, str]) -> None:
        self.name, self.attributes, self.line = name, attributes, line
        self.namespaces = namespaces  # prefix → URI, as in force here
        self.children: list[Node] = []
        self.text = ""

    @property
    def local(self) -> str:
        """The name without its prefix."""
        return self.name.rpartition(":")[2]

    @property
    def uri(self) -> str:
        """The namespace of the element, or ""."""
        return self.namespaces.get(self.name.rpartition(":")[0], "")

    def walk(self) -> Iterator[Node]:
        """Yield the element and everything in it, in the order of the document."""
        todo = [self]
        while todo:
            node = todo.pop()
            yield node
            todo.extend(reversed(node.children))

    def all(self, local: str) -> Iterator[Node]:
        """Yield the children of a local name."""
        return (child for child in self.children if child.local == local)

    def first(self, local: str) -> Node | None:
        """Return the first child of a local name."""
        return next(self.all(local), None)

    def get(self, local: str) -> str:
        """Return an attribute by its local name, whatever its prefix, or ""."""
        found = (value for name, value in self.attributes.items() if name.rpartition(":")[2] == local)
        return next(found, "")

    def said(self, local: str) -> str:
        """Return the text of the first child of a local name, without space around it, or ""."""
        child = self.first(local)
        return " ".join(child.text.split()) if child else ""


def parse(data: bytes) -> Node:
    """Return the root of a document. Raises XmlFlaw."""
    return _Builder().run(data)


class _Builder:
    def __init__(self) -> None:
        self._parser = parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data
        parser.EntityDeclHandler = self._entity
        parser.ExternalEntityRefHandler = self._refuse
        self._open: list[Node] = []
        self._root: Node | None = None

    def run(self, data: bytes) -> Node:
        try:
            self._parser.Parse(data, True)
        except expat.ExpatError as error:
            what = f"is not well-formed XML ({expat.ErrorString(error.code)})"
            raise XmlFlaw(error.lineno, what, "mend this line; an XML editor shows the place") from error
        except (LookupError, ValueError, UnicodeError) as error:
            raise XmlFlaw(1, "has an encoding that cannot be read", "save it as UTF-8") from error
        assert self._root is not None  # expat would have said "no element found"
        return self._root

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._open) >= DEEPEST:
            self._flaw(f"has more than {DEEPEST} elements inside each other", "make it flatter")
        known = self._open[-1].namespaces if self._open else {"xml": "http://www.w3.org/XML/1998/namespace"}
        declared = {
            key.partition(":")[2]: value for key, value in attributes.items() if key.split(":")[0] == "xmlns"
        }
        line = self._parser.CurrentLineNumber
        node = Node(name, attributes, line, {**known, **declared} if declared else known)
        if self._open:
            self._open[-1].children.append(node)
        else:
            self._root = node
        self._open.append(node)

    def _end(self, _: str) -> None:
        self._open.pop()

    def _data(self, text: str) -> None:
        self._open[-1].text += text

    def _entity(self, *_: Any) -> None:
        self._flaw(
            "declares entities of its own, which can expand to gigabytes or read files",
            "remove the document type (<!DOCTYPE …>)",
        )

    def _refuse(self, *_: Any) -> int:
        self._flaw("asks for another file as an entity", "remove the document type (<!DOCTYPE …>)")

    def _flaw(self, what: str, mend: str) -> NoReturn:
        raise XmlFlaw(self._parser.CurrentLineNumber, what, mend)
