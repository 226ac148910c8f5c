"""Rules that hold for every template and style sheet of the site and of the packages."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest
import tinycss2

ROOT = Path(__file__).parents[3]
PACKAGES = (ROOT / "platform" / "milepost", ROOT / "exports")
STATIC = ROOT / "platform" / "milepost" / "web" / "static"
TEMPLATES = sorted(path for root in PACKAGES for path in root.rglob("templates/**/*.html"))
# Papers are printed by xhtml2pdf, which knows neither logical properties nor our policy.
PAPERS = re.compile(r"<style|pdf:|@page")
STYLES = sorted(path for root in PACKAGES for path in root.rglob("*.css") if "migrations" not in path.parts)
SCRIPTS = sorted(path for root in PACKAGES for path in root.rglob("*.js") if "vendor" not in path.parts)
PHYSICAL = re.compile(
    r"^(left|right|top|bottom|width|height|(min|max)-(width|height)|float-(left|right)|"
    r"(margin|padding|scroll-margin|scroll-padding)-(left|right|top|bottom)|"
    r"border-(left|right|top|bottom)(-.*)?|border-(top|bottom)-(left|right)-radius)$"
)
PHYSICAL_VALUES = {"text-align": {"left", "right"}, "float": {"left", "right"}, "clear": {"left", "right"}}


def ids(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def pages() -> list[Path]:
    return [path for path in TEMPLATES if not PAPERS.search(path.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("template", pages(), ids=ids)
def test_a_page_holds_no_inline_style_or_script(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text)
    assert not re.search(r"""["'=]\s*javascript:""", text, re.IGNORECASE)
    for script in re.findall(r"<script\b[^>]*>", text):  # data are no program: the policy lets them be
        assert " src=" in script or ' type="application/json"' in script, script


@pytest.mark.parametrize("source", [*pages(), *STYLES, *SCRIPTS], ids=ids)
def test_nothing_is_loaded_from_another_host(source: Path) -> None:
    text = source.read_text(encoding="utf-8").replace("http://www.w3.org/", "")
    loaded = r"""(src|href|action|poster)\s*=\s*["']?(https?:)?//|url\(["']?(https?:)?//|@import"""
    assert not re.search(loaded, text)
    assert not re.search(r"""(fetch|import)\(\s*["'](https?:)?//""", text)


def declarations(css: str) -> list[tinycss2.ast.Declaration]:
    found = []
    waiting = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    while waiting:
        rule = waiting.pop()
        assert rule.type != "error", getattr(rule, "message", rule)
        if rule.type == "declaration":
            found.append(rule)
        elif rule.type in ("qualified-rule", "at-rule") and rule.content is not None:
            waiting.extend(tinycss2.parse_blocks_contents(rule.content, True, True))
    return found


@pytest.mark.parametrize("style", STYLES, ids=ids)
def test_style_sheets_know_no_left_and_no_right(style: Path) -> None:
    for declaration in declarations(style.read_text(encoding="utf-8")):
        words = tinycss2.serialize(declaration.value).split()
        assert not PHYSICAL.match(declaration.name), f"line {declaration.source_line}: {declaration.name}"
        assert not PHYSICAL_VALUES.get(declaration.name, set()) & set(words), declaration.source_line


@pytest.mark.parametrize("style", STYLES, ids=ids)
def test_style_sheets_shout_at_nobody(style: Path) -> None:
    for declaration in declarations(style.read_text(encoding="utf-8")):
        assert declaration.name != "text-transform", "Greek loses its accents, and nobody likes capitals"


def test_the_style_scan_finds_what_it_looks_for() -> None:
    css = "@media print { @layer a { .x { margin-left: 1px; text-align: right } } }"
    assert {declaration.name for declaration in declarations(css)} == {"margin-left", "text-align"}


def test_vendored_files_are_the_ones_described() -> None:
    described = set()
    for package in json.loads((STATIC / "vendor.json").read_text(encoding="utf-8")):
        assert package["name"] and package["version"] and package["licence"] == "OFL-1.1"
        for name, digest in package["sha256"].items():
            assert hashlib.sha256((STATIC / name).read_bytes()).hexdigest() == digest, name
            described.add(name)
    assert described == {path.relative_to(STATIC).as_posix() for path in STATIC.rglob("*.woff2")}


def test_fonts_keep_their_licence_and_their_size() -> None:
    fonts = STATIC / "fonts"
    assert len(list(fonts.glob("*-OFL.txt"))) == 2
    latin = sum(path.stat().st_size for path in fonts.glob("atkinson-*.woff2"))
    arabic = sum(path.stat().st_size for path in fonts.glob("noto-*.woff2"))
    assert latin <= 35_000
    assert arabic <= 70_000


def test_every_part_and_block_is_documented() -> None:
    docs = (ROOT / "docs" / "design.md").read_text(encoding="utf-8")
    templates = ROOT / "platform" / "milepost" / "web" / "templates"
    macros = re.findall(r"{% macro (\w+)\(", (templates / "parts.html").read_text(encoding="utf-8"))
    blocks = re.findall(r"{% block (\w+) %}", (templates / "layout.html").read_text(encoding="utf-8"))
    assert macros and blocks
    for name in macros:
        assert f"{name}(" in docs, f"docs/design.md does not show the part {name}"
    for name in blocks:
        assert f"`{name}`" in docs, f"docs/design.md does not name the block {name}"
