"""Films: a linked picture whose target ends in `.mp4`, and the files that lie beside the film."""

from __future__ import annotations

import posixpath
import re
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import unquote

from milepost.core.i18n import LANGUAGES, fallbacks
from milepost.courseware.links import BadLink, in_language, picture
from milepost.courseware.markdown import front
from milepost.courseware.markdown.html import Context, Tokens, parse, plain, render
from milepost.courseware.model import Film, Html, Track

if TYPE_CHECKING:
    from markdown_it.token import Token

_CUE = r"(?s)(?:(\d+):)?(\d+):([\d.]+)\s+-->[^\n]*\n(.+?)(?:\n\n|\Z)"  # WebVTT 4.1
_FILM = r"modules/[a-z0-9-]+/videos/[a-z0-9-]+/[a-z0-9-]+\.[A-Za-z-]+\.mp4"


def linked_picture(paragraph: Tokens) -> tuple[Token, Token] | None:
    """Return (link, image) when a paragraph is nothing but a picture that leads to a film."""
    if len(paragraph) != 3 or paragraph[1].type != "inline":
        return None
    inside = [t for t in paragraph[1].children or () if t.type != "text" or t.content.strip()]
    if [token.type for token in inside] != ["link_open", "image", "link_close"]:
        return None
    if not str(inside[0].attrs.get("href", "")).lower().endswith(".mp4"):
        return None
    return inside[0], inside[1]


def read_film(link: Token, image: Token, context: Context) -> Film | None:
    """Return the film of a linked picture, or None with a problem.

    A language without a film of its own gets that of its nearest fallback, and all captions. A film
    may lie in another module: two modules that tell one case share it.
    """
    target = unquote(str(link.attrs["href"]))
    title = " ".join(plain(image.children).split())
    if not title:
        context.problem("this film needs a title in the square brackets of its picture")
    try:
        wanted = posixpath.normpath(posixpath.join(posixpath.dirname(context.path), target))
        if not re.fullmatch(_FILM, wanted):
            raise BadLink(f"a film lies in ../videos/<id>/ and is named film.<lang>.mp4, not {target[:80]!r}")
        poster, seen = picture(
            unquote(str(image.attrs["src"])), context.path, context.lang, context.line, context.sources
        )
        if posixpath.dirname(f"modules/{seen.path}") != posixpath.dirname(wanted):
            raise BadLink("the picture of a film lies beside it")
    except BadLink as bad:
        context.problem(str(bad))
        return None
    path = in_language(wanted, context.lang, context.sources)
    size = context.sources.size(path)
    if size is None:
        context.problem(f"there is no film {path}")
        return None
    if context.sources.size(f"modules/{seen.path}") is None:
        context.problem(f"there is no picture modules/{seen.path}")
    return _with_company(path, title, poster, size, context)


def _with_company(path: str, title: str, poster: str, size: int, context: Context) -> Film:
    folder = posixpath.dirname(path)
    _, module, inside = folder.split("/", 2)
    names = context.sources.names(folder)
    spoken = path.split(".")[-2]

    def tracks(kind: str) -> tuple[Track, ...]:
        found = (re.fullmatch(rf"{kind}\.([A-Za-z-]+)\.vtt", name) for name in names)
        return tuple(Track(m[1], f"{inside}/{m[0]}") for m in found if m and m[1] in LANGUAGES)

    captions = tracks("captions")
    if not captions:
        context.problem(f"this film has no captions; write {folder}/captions.{spoken}.vtt")
    elif spoken not in {track.lang for track in captions}:
        context.problem(f"this film has no captions in the language it is spoken in: captions.{spoken}.vtt")
    transcript, lang, letters = _transcript(folder, names, context)
    here = f"milepost:media/{module}/{inside}"
    marks, marks_lang = _list(folder, "chapters", names, context, f"{here}/{posixpath.basename(path)}")
    seen, seen_lang = _list(folder, "descriptions", names, context)
    sound = posixpath.basename(path).removesuffix(".mp4") + ".m4a"
    if not transcript:
        context.problem(f"this film has no text to read instead; write {folder}/transcript.{spoken}.md")
    return Film(
        title=title,
        lang=spoken,
        path=f"{inside}/{posixpath.basename(path)}",
        poster=poster.removeprefix(f"milepost:media/{module}/"),
        bytes=size,
        captions=captions,
        chapters=tracks("chapters"),
        descriptions=tracks("descriptions"),
        transcript=transcript,
        transcript_lang=lang,
        module=module,
        audio=f"{inside}/{sound}" if sound in names else "",
        audio_bytes=context.sources.size(f"{folder}/{sound}") or 0,
        transcript_bytes=letters,
        marks=marks,
        marks_lang=marks_lang,
        seen=seen,
        seen_lang=seen_lang,
    )


def _list(
    folder: str, kind: str, names: tuple[str, ...], context: Context, film: str = ""
) -> tuple[Html, str]:
    """Return a WebVTT file in the page's language as a list, its times as links into the film."""
    for lang in (tag for tag in fallbacks(context.lang) if f"{kind}.{tag}.vtt" in names):
        text = context.sources.read(f"{folder}/{kind}.{lang}.vtt")
        if text is None:
            return "", ""
        return "".join(_item(cue, film) for cue in re.finditer(_CUE, text.text)), lang
    return "", ""


def _item(cue: re.Match[str], film: str) -> Html:
    """Return one cue as a list item: `1:05 What it says`; with a film, a link that begins there.

    The fragment is a media fragment (W3C Media Fragments URI 1.0, 4.2.1): it works without any script.
    """
    at = int(cue[1] or 0) * 3600 + int(cue[2]) * 60 + float(cue[3])
    clock = f'<span class="film-time">{int(at // 60)}:{int(at % 60):02}</span>'
    words = f"{clock} {escape(' '.join(cue[4].split()))}"
    if not film:
        return f"<li>{words}</li>\n"
    return f'<li><a href="{escape(film)}#t={at:g}" data-at="{at:g}">{words}</a></li>\n'


def _transcript(folder: str, names: tuple[str, ...], context: Context) -> tuple[Html, str, int]:
    """Return the text twin in the page's language (or its fallback), that language, and its size in bytes."""
    for lang in (tag for tag in fallbacks(context.lang) if f"transcript.{tag}.md" in names):
        text = context.sources.read(f"{folder}/transcript.{lang}.md")
        if text is None:
            return "", "", 0
        _, body, offset = front.split(text.text)
        inside = Context(context.sources, text.path, lang, offset, context.module, context.page, ids=False)
        html = render(parse(body, inside), inside)
        context.links.extend(inside.links)
        return html, lang, len(body.encode())
    return "", "", 0
