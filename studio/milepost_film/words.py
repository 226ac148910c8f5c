"""The few words that the maker itself says or shows, by language; English where one is missing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Made(StrEnum):
    """What of a film is not filmed or not spoken by a person."""

    DRAWN_AND_SYNTHETIC = "drawn and synthetic"
    PARTLY_DRAWN_AND_SYNTHETIC = "partly drawn and synthetic"
    DRAWN = "drawn"
    PARTLY_DRAWN = "partly drawn"
    SYNTHETIC = "synthetic"
    FILMED = "filmed"


@dataclass(frozen=True, slots=True)
class Words:
    """One language's words. `disclosure` says what is true of the film, or nothing."""

    disclosure: dict[Made, str]
    sources: str
    unknown: str
    draft: str


_ENGLISH = Words(
    {
        Made.DRAWN_AND_SYNTHETIC: "This film is drawn, and the voice is synthetic.",
        Made.PARTLY_DRAWN_AND_SYNTHETIC: "Parts of this film are drawn, and the voice is synthetic.",
        Made.DRAWN: "This film is drawn.",
        Made.PARTLY_DRAWN: "Parts of this film are drawn.",
        Made.SYNTHETIC: "The voice in this film is synthetic.",
        Made.FILMED: "",
    },
    sources="Sources",
    unknown="What we do not know",
    draft="Draft translation: nobody has checked it yet.",
)
_FRENCH = Words(
    {
        Made.DRAWN_AND_SYNTHETIC: "Ce film est dessiné, et la voix est artificielle.",
        Made.PARTLY_DRAWN_AND_SYNTHETIC: "Ce film est en partie dessiné, et la voix est artificielle.",
        Made.DRAWN: "Ce film est dessiné.",
        Made.PARTLY_DRAWN: "Ce film est en partie dessiné.",
        Made.SYNTHETIC: "La voix de ce film est artificielle.",
        Made.FILMED: "",
    },
    sources="Sources",
    unknown="Ce que nous ne savons pas",
    draft="Traduction provisoire : personne ne l’a encore vérifiée.",
)
_ARABIC = Words(
    {
        Made.DRAWN_AND_SYNTHETIC: "هذا الفيلم مرسوم، والصوت اصطناعي.",
        Made.PARTLY_DRAWN_AND_SYNTHETIC: "أجزاء من هذا الفيلم مرسومة، والصوت اصطناعي.",
        Made.DRAWN: "هذا الفيلم مرسوم.",
        Made.PARTLY_DRAWN: "أجزاء من هذا الفيلم مرسومة.",
        Made.SYNTHETIC: "الصوت في هذا الفيلم اصطناعي.",
        Made.FILMED: "",
    },
    sources="المصادر",
    unknown="ما لا نعرفه",
    draft="ترجمة أولية: لم يراجعها أحد بعد.",
)
_ALL = {"en": _ENGLISH, "fr": _FRENCH, "ar": _ARABIC}


def words(lang: str) -> Words:
    """Return the words of a language, or the English ones."""
    return _ALL.get(lang, _ENGLISH)


def made(drawn: int, filmed: int, synthetic: bool) -> Made:
    """Return what is to be disclosed of a film with so many drawn and filmed scenes."""
    if not drawn:
        return Made.SYNTHETIC if synthetic else Made.FILMED
    if filmed:
        return Made.PARTLY_DRAWN_AND_SYNTHETIC if synthetic else Made.PARTLY_DRAWN
    return Made.DRAWN_AND_SYNTHETIC if synthetic else Made.DRAWN
