"""Warnings of `milepost check`: what a careful reader would ask the author to look at again.

Long sentences for the level of the course, acronyms that nobody explained, outcomes that no quiz
question tests. English only: other languages end sentences and form acronyms in other ways.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from milepost.courseware.markdown.units import IN_FRONT, Unit, UnitKind
from milepost.courseware.model import PageKind, Problem, QuestionHead, QuestionType, Severity

LANGUAGE = "en"
#: Words in a sentence, by CEFR level; who reads at C1 needs no such help.
LONGEST = {"A1": 10, "A2": 12, "B1": 15, "B2": 22}
#: Acronyms that stand in newspapers without an explanation, and words that people write in capitals.
COMMON = frozenset(
    {
        *(
            "AM",
            "CD",
            "COVID",
            "CV",
            "DIY",
            "DVD",
            "EU",
            "FAQ",
            "GPS",
            "HIV",
            "ID",
            "ISO",
            "OK",
            "PC",
            "PDF",
            "PIN",
            "PM",
            "QR",
            "SMS",
            "SOS",
            "TV",
            "UK",
            "UN",
            "URL",
            "US",
            "USA",
            "USB",
            "WC",
            "WIFI",
        ),
        *(
            "ALL",
            "AND",
            "ASK",
            "BUT",
            "DO",
            "FOR",
            "IF",
            "IN",
            "IS",
            "NEVER",
            "NO",
            "NOT",
            "NOW",
            "OF",
            "ON",
            "OR",
            "THE",
            "TO",
            "WHO",
            "WHY",
            "YES",
        ),
    }
)
_PROSE = frozenset(UnitKind) - {
    *(UnitKind.TITLE, UnitKind.OUTCOME, UnitKind.SOURCE, UnitKind.HEADING, UnitKind.STEP, UnitKind.CELL),
    *(UnitKind.QUOTE, UnitKind.PICTURE, UnitKind.FILM, UnitKind.ACCEPTED, UnitKind.NUMBER),
}
#: Where an acronym stands before there is room to explain it.
_NO_ROOM = IN_FRONT | {UnitKind.HEADING, UnitKind.STEP, UnitKind.PICTURE, UnitKind.FILM}

_PICTURE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()\s]*(?:\s+\"[^\"]*\")?\)")
_GAP = re.compile(r"\[\[\*?([^|\]]*)[^\]]*\]\]")
_FOOTNOTE = re.compile(r"\[\^[^\]]*\]")
_CODE = re.compile(r"`+[^`]*`+")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\S+")
_MARKS = re.compile(r"[*_~\\]+")
# What a full stop does not end: initials, titles, and what stands before a number.
_SHORT = (
    r"(?<!\b[A-Za-z]\.[A-Za-z])(?<!\b[A-Z])(?<!\b(?:Mr|Ms|Dr|St|vs|ca|cf|Jr|Sr|al))(?<!\b(?:Mrs|etc|Ltd|Inc))"
    r"(?<!\b(?:Prof|incl))(?<!\bapprox)"
)
_BEFORE_NUMBER = (
    r"(?!(?:(?<=\bp\.)|(?<=\b(?:No|Nr|pp)\.)|(?<=\b(?:Art|art|Nos|Vol|Fig|Par|par)\.)|(?<=\b[Pp]ara\.))\s+\d)"
)
_END = re.compile(
    rf"(?:{_SHORT}\.{_BEFORE_NUMBER}|[!?\u2026])[\"'\u201d\u2019\u00bb)\]]*\s+(?=[\"'\u201c\u2018\u00ab(\[]*[A-Z0-9])"
    r"|:\s+|\s+\u00b7\s+"
)
_WORD = re.compile(r"[^\W_](?:[^\s/]*[^\W_])?")
_THOUSANDS = re.compile(r"(?<=\d)[ \u00a0\u202f](?=\d{3}\b)")
_ACRONYM = re.compile(r"(?<![\w@#./&-])[A-Z]{2,6}(?=s?(?![\w@&!]|-[A-Z]|-[a-z]+-))")
_ROMAN = re.compile(r"(?=[IVXLC])(?:X[CL]|L?X{0,3})(?:I[XV]|V?I{0,3})")
_EXPLAINED_AFTER = re.compile(
    r"s?[*_]*(?:\s+\(|,? (?:means?|stands? for|is short for|for short)\b|: "
    r"|, (?:the|a|an|or|which|short for)\b)"
)
_EXPLAINED_BEFORE = re.compile(
    r"(?:\((?:the |or |in short |short: )?|\b(?:called|or|is|short form) )[*_\"“]*$"
)
#: Whoever reads "the project X" knows what X is, and SMART is told letter by letter.
_NAMED = re.compile(
    r"\b(?:associations?|campaigns?|centres?|compan(?:y|ies)|enterprises?|groups?|networks?|organi[sz]ations?"
    r"|programmes?|projects?)\b[^!?]{0,80}$|\bletters?\b",
    re.I,
)
_NAMED_AFTER = re.compile(
    r" (?:is|was) an? |[ -](?:campaign|network|programme|project)\b|.{0,60}\b[Ll]etters?\b"
)
_SHOWN = 60


@dataclass(slots=True)
class ModuleFacts:
    """What is known of one module in English: its texts in reading order, its outcomes, its quizzes."""

    index: str
    front: tuple[Unit, ...] = ()
    pages: list[tuple[str, PageKind, tuple[Unit, ...]]] = field(default_factory=list)
    questions: list[QuestionHead] = field(default_factory=list)

    def add(
        self, path: str, kind: PageKind, units: tuple[Unit, ...], questions: Iterable[QuestionHead]
    ) -> None:
        """Take in a page."""
        self.pages.append((path, kind, units))
        if kind is PageKind.QUIZ:
            self.questions += questions

    def texts(self) -> Iterator[tuple[str, Unit]]:
        """Yield (path, text) in the order in which a learner meets them."""
        yield from ((self.index, unit) for unit in self.front)
        yield from ((path, unit) for path, _, units in self.pages for unit in units)


def warnings(module: ModuleFacts, level: str, terms: Iterable[str]) -> Iterator[Problem]:
    """Yield the warnings of a module. `level` is the course's (or ''), `terms` the glossary's words."""
    found = (
        *_long_sentences(module, LONGEST.get(level[:2], 0)),
        *_acronyms(module, terms),
        *_outcomes(module),
    )
    for path, line, message in found:
        yield Problem(path, line, message, Severity.WARNING)


def lowest(levels: Iterable[str]) -> str:
    """Return the easiest of the levels that are there, or ''."""
    return min((level for level in levels if level), default="")


# --- sentences -----------------------------------------------------------------------------------


def sentences(text: str) -> list[str]:
    """Return the sentences of a Markdown text, without its marks. What follows a colon counts anew."""
    return [part.strip() for part in _END.split(bare(text)) if part and part.strip()]


def bare(text: str) -> str:
    """Return a Markdown text as it is read aloud."""
    for pattern, instead in (
        (_PICTURE, " "),
        (_FOOTNOTE, ""),
        (_GAP, r"\1"),
        (_LINK, r"\1"),
        (_CODE, "code"),
        (_ADDRESS, "address"),
        (_MARKS, ""),
    ):
        text = pattern.sub(instead, text)
    return text


def words(sentence: str) -> int:
    """Count words; a number is one, also where a space groups its digits."""
    return len(_WORD.findall(_THOUSANDS.sub("", sentence)))


def _long_sentences(module: ModuleFacts, longest: int) -> Iterator[tuple[str, int, str]]:
    guides = {path for path, kind, _ in module.pages if kind is PageKind.GUIDE}
    for path, unit in module.texts() if longest else ():
        if unit.kind not in _PROSE or unit.for_trainers or path in guides:
            continue
        for sentence in sentences(unit.text):
            count = words(sentence)
            if count > longest:
                start = sentence if len(sentence) <= _SHOWN else f"{sentence[:_SHOWN].rstrip()} …"
                start = " ".join(start.split())
                yield path, unit.line, f"a sentence of {count} words, {longest} is the most here: {start}"


# --- acronyms ------------------------------------------------------------------------------------


def _acronyms(module: ModuleFacts, terms: Iterable[str]) -> Iterator[tuple[str, int, str]]:
    known = {acronym for term in terms for acronym in _ACRONYM.findall(term)} | COMMON
    firsts: dict[str, tuple[str, Unit]] = {}
    for path, unit in module.texts():
        if unit.kind is UnitKind.SOURCE:
            continue
        text = bare(unit.text)
        for match in _ACRONYM.finditer(text):
            name = match[0]
            if name in known or _ROMAN.fullmatch(name) or _is_shouted(text, match):
                continue
            first = firsts.get(name)
            if first is not None and first[1].kind not in _NO_ROOM:
                continue
            if unit.kind not in _NO_ROOM or first is None:
                firsts[name] = (path, unit)
            if _is_explained(text, match):
                known.add(name)
    for name, (path, unit) in firsts.items():
        if name not in known:
            message = f"{name} is not explained where it comes first: write “Long Name ({name})”"
            yield path, unit.line, message


def _is_shouted(text: str, match: re.Match[str]) -> bool:
    """Say whether the word stands among other words in capitals, as on a poster."""
    around: list[str] = re.findall(r"[^\W\d_]{2,}", text[max(0, match.start() - 25) : match.end() + 25])
    return sum(word.isupper() for word in around) > max(2, len(around) // 2)


def _is_explained(text: str, match: re.Match[str]) -> bool:
    before, after = text[: match.start()], text[match.end() :]
    if _EXPLAINED_AFTER.match(after) or _NAMED_AFTER.match(after):
        return True
    if _EXPLAINED_BEFORE.search(before) or _NAMED.search(before):
        return True
    name: str = match[0]
    initials = "".join(word[0] for word in re.findall(r"[^\W\d_]+", before)[-12:])
    following = "".join(word[0] for word in re.findall(r"[^\W\d_]+", after)[:12])
    large = "".join(word[0] for word in re.findall(r"\b[A-Z]\w+", before)[-12:])
    said: tuple[str, ...] = initials.upper(), large, following.upper()[: len(name)]
    return any(name in letters for letters in said)


# --- outcomes ------------------------------------------------------------------------------------


def _outcomes(module: ModuleFacts) -> Iterator[tuple[str, int, str]]:
    scored = [question for question in module.questions if question.type is not QuestionType.REFLECT]
    if not scored:
        return
    tested = {question.outcome for question in scored}
    outcomes = [unit for unit in module.front if unit.kind is UnitKind.OUTCOME]
    for number, unit in enumerate(outcomes, 1):
        if number not in tested:
            yield module.index, unit.line, f"no quiz question tests outcome {number}: {unit.text[:80]}"


def levels_of(plans: Mapping[str, tuple[str, tuple[str, ...]]]) -> dict[str, str]:
    """Return {module: easiest level of the courses that list it} of {course: (level, modules)}."""
    found: dict[str, list[str]] = {}
    for level, modules in plans.values():
        for module in modules:
            found.setdefault(module, []).append(level)
    return {module: lowest(levels) for module, levels in found.items()}
