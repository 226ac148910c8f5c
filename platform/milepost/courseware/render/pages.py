"""A page's blocks: static HTML (prose, films, asides), and slots for questions and fields."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from milepost.core.i18n import fallbacks, language
from milepost.core.sizes import MB
from milepost.courseware.labels import Labels, fill
from milepost.courseware.model import (
    Aside,
    AsideKind,
    Block,
    Field,
    Film,
    Html,
    Prose,
    Question,
    Track,
)
from milepost.courseware.render.addresses import Urls, resolve
from milepost.courseware.written import decimals

Segment = str | Question | Field


def segments(
    blocks: Iterable[Block], urls: Urls, labels: Labels, *, trainer: bool = False
) -> tuple[Segment, ...]:
    """Return a page as static HTML with the questions and fields between it, for the caller to fill in.

    The HTML between two slots may open what later HTML closes. Trainers' notes are in it only
    with `trainer`.
    """
    page = _Page(urls, labels, trainer)
    page.add(blocks)
    page.flush()
    return tuple(page.segments)


class _Page:
    def __init__(self, urls: Urls, labels: Labels, trainer: bool) -> None:
        self.urls, self.labels, self.trainer = urls, labels, trainer
        self.segments: list[Segment] = []
        self._html: list[str] = []
        self._asides = 0
        self._has_heading = False

    def add(self, blocks: Iterable[Block]) -> None:
        for block in blocks:
            if isinstance(block, Prose):
                self._has_heading = self._has_heading or "<h2" in block.html
                self._html.append(block.html)
            elif isinstance(block, Film):
                self._html.append(film_html(block, self.labels))
            elif isinstance(block, Aside):
                self._add_aside(block)
            else:
                self.flush()
                self.segments.append(block)

    def flush(self) -> None:
        html = "\n".join(self._html)
        if html:
            self.segments.append(resolve(html, self.urls))
        self._html.clear()

    def _add_aside(self, aside: Aside) -> None:
        if aside.kind is AsideKind.FACILITATOR and not self.trainer:
            return
        self._asides += 1
        name, tag = f"aside-{self._asides}", "h3" if self._has_heading else "h2"
        self._html.append(
            f'<section class="aside aside-{aside.kind}" aria-labelledby="{name}">\n'
            f'<{tag} class="aside-title" id="{name}">{escape(self.labels.kind(aside.kind))}</{tag}>'
        )
        self.add(aside.blocks)
        self._html.append("</section>")


def film_html(film: Film, labels: Labels) -> Html:
    """Return a film with its tracks, its size and its text twin; references are still canonical."""
    where = f"milepost:media/{film.module}"
    offered = {track.lang for track in film.captions}
    shown = next((tag for tag in fallbacks(labels.lang) if tag in offered), film.lang)
    tracks = [
        *(_track("captions", track, where, track.lang == shown) for track in film.captions),
        *(_track("descriptions", track, where, False) for track in film.descriptions),
        *(_track("chapters", track, where, False) for track in film.chapters),
    ]
    spoken = fill(labels.film_spoken_in, language=language(film.lang).name)
    return (
        f'<figure class="film" data-film="{escape(film.path)}">\n'
        f'<video poster="{escape(f"{where}/{film.poster}")}" controls preload="none" playsinline'
        f' aria-label="{escape(film.title)}">\n'
        f'<source src="{escape(f"{where}/{film.path}")}" type="video/mp4">\n{"".join(tracks)}</video>\n'
        f'<figcaption><span class="film-title">{escape(film.title)}</span> '
        f'<span class="film-language">{escape(spoken)}</span> '
        f"{_twin(labels.film_download, f'{where}/{film.path}', film.bytes, labels)} "
        f"{_twin(labels.film_sound, f'{where}/{film.audio}', film.audio_bytes, labels) if film.audio else ''}"
        "</figcaption>\n"
        f"{_cues(labels.chapters, 'chapters', film.marks, film.marks_lang)}"
        f"{_cues(labels.descriptions, 'descriptions', film.seen, film.seen_lang)}"
        f"{_transcript(film, labels)}</figure>"
    )


def _twin(label: str, address: str, size: int, labels: Labels) -> Html:
    """Return a link to a film or its sound, with its size: who pays for every megabyte wants to know."""
    told = fill(labels.film_size, size=decimals(max(size, 50_000) / MB, 1, labels.lang))
    return (
        f'<span class="film-twin"><a href="{escape(address)}" download>{escape(label)}</a> '
        f'<span class="film-size">{escape(told)}</span></span>'
    )


def _cues(label: str, kind: str, items: Html, lang: str) -> Html:
    """Return chapters or descriptions as a folded list in their own language."""
    if not items:
        return ""
    tongue = language(lang)
    return (
        f'<details class="transcript film-cues" data-cues="{kind}"><summary>{escape(label)}</summary>\n'
        f'<ol class="film-{kind}" role="list" lang="{tongue.tag}" dir="{tongue.direction}">{items}</ol>'
        "</details>\n"
    )


def _track(kind: str, track: Track, where: str, default: bool) -> Html:
    return (
        f'<track kind="{kind}" src="{escape(f"{where}/{track.path}")}" srclang="{track.lang}"'
        f' label="{escape(language(track.lang).name)}"{" default" if default else ""}>\n'
    )


def _transcript(film: Film, labels: Labels) -> Html:
    if not film.transcript:
        return ""
    lang = language(film.transcript_lang)
    size = fill(labels.film_text, size=str(max(1, round(film.transcript_bytes / 1000))))
    return (
        f'<details class="transcript"><summary>{escape(labels.transcript)} '
        f'<span class="film-size">{escape(size)}</span></summary>\n'
        f'<div lang="{lang.tag}" dir="{lang.direction}">{film.transcript}</div></details>\n'
    )
