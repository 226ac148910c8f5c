"""The floor of an export: render the same pages with markdown-it-py alone, and zip them.

    python -m bench.floors.export CONTENT COURSE OUT.zip

It reads the same files in the same order, knows no questions, checks nothing, keeps no cache.
"""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

from markdown_it import MarkdownIt


def main(content: Path, course_id: str, out: Path) -> None:
    """Write a zip of every page, rendered, and every medium, stored."""
    markdown = MarkdownIt("commonmark").enable("table")
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for module in sorted((content / "modules").glob(f"{course_id}-m*")):
            for page in sorted((module / "en").glob("*.md")):
                html = markdown.render(page.read_text(encoding="utf-8"))
                package.writestr(f"{module.name}/{page.stem}.html", html)
            for medium in sorted(path for path in module.rglob("*") if path.suffix in (".jpg", ".mp4")):
                name = f"{module.name}/{medium.relative_to(module)}"
                package.write(medium, name, compress_type=zipfile.ZIP_STORED)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
