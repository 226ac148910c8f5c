"""Courses made for measuring: N lessons of 740 words, each with a picture and five questions."""

from __future__ import annotations

import random
from pathlib import Path

from PIL import Image

LESSONS_A_MODULE = 10
TEXT = """
people who live in the city meet the council and ask for a place at the table where a draft is written
because a street lamp a bus line a school year and a market day look different from every window and an
officer who listens early saves a year of repair while a neighbour who is heard once comes back with three
others and the minutes of a meeting say who spoke who decided and what happens next before autumn
"""
WORDS = TEXT.split()

QUESTIONS = """
::: single #one-{n}

Who had no seat when the draft was written?

- [ ] The police
  > They wrote the second section.
- [x] People who live in the watched streets
  > Yes: eleven of a hundred replies, and no chair.
- [ ] The supplier {{25%}}
  > Nearly: by phone only.

> [!TIP]
> Look at the fifth chair.

> [!NOTE]
> An absence tells you something too.

:::

::: multiple #two-{n} points=2

Which statements can the figures support?

- [x] Few replies came from the watched streets
- [x] The consultation was open for a month
- [ ] People do not care {{-50%}}
  > No reply is not the same as no interest.
- [ ] The camera makes the square safer

:::

::: truefalse #three-{n}

A figure alone is a proof.

- [ ] True
- [x] False
  > A figure gives a reason to look closer.

:::

::: number #four-{n}

How many of 1,000 replies came from the watched streets?

- [x] 110 ± 5
- [ ] 11 {{50%}}
  > That is the percentage.

:::

::: order #five-{n}

Put the steps in order.

1. Set the agenda
2. Write a draft
3. Decide
4. Look back

:::
"""


def write(root: Path, lessons: int, *, questions: bool = True, picture: bool = True) -> str:
    """Write a course of that many lessons below `root`; return its id."""
    course_id = f"bench-{lessons}"
    chance = random.Random(lessons)
    modules = []
    for start in range(0, lessons, LESSONS_A_MODULE):
        module_id = f"{course_id}-m{start // LESSONS_A_MODULE + 1:02}"
        modules.append(module_id)
        count = min(LESSONS_A_MODULE, lessons - start)
        _module(root / "modules" / module_id, module_id, count, chance, questions, picture)
    course = root / "course" / course_id
    course.mkdir(parents=True)
    listed = "".join(f"  - {module_id}\n" for module_id in modules)
    (course / "course.yaml").write_text(
        f"languages: [en]\nmodules:\n{listed}mastery_score: 0.7\nmove_on: Completed\ncertificate: false\n"
        "audience: Those who measure\nlevel: B1\nhours: 1\nfinal_product: A table\n"
    )
    (course / "en.md").write_text(
        f"---\ntitle: A course of {lessons} lessons\nsummary: Made for measuring.\n"
        "outcomes:\n  - Tell what a lesson costs\n---\n\nMade for measuring.\n"
    )
    return course_id


def lesson(root: Path, course_id: str, number: int) -> Path:
    """Return the file of a lesson, counted from 0."""
    module_id = f"{course_id}-m{number // LESSONS_A_MODULE + 1:02}"
    return next((root / "modules" / module_id / "en").glob(f"{number % LESSONS_A_MODULE + 1:02}-*.md"))


def _module(
    folder: Path, module_id: str, count: int, chance: random.Random, questions: bool, picture: bool
) -> None:
    (folder / "en").mkdir(parents=True)
    (folder / "media").mkdir()
    (folder / "en" / "index.md").write_text(
        f"---\ntitle: Module {module_id}\nsummary: Made for measuring.\noutcomes:\n"
        f"  - Tell what a lesson costs\nminutes: {count * 6}\nstatus: draft\n---\n"
    )
    for number in range(1, count + 1):
        text = _text(chance, number) if questions or picture else "One line of text.\n"
        shown = f"\n![A grey field](../media/picture-{number:02}.jpg)\n" if picture else ""
        asked = QUESTIONS.format(n=number) if questions else ""
        (folder / "en" / f"{number:02}-lesson-{number:02}.md").write_text(
            f"---\ntitle: Lesson {number}\nkind: lesson\nminutes: 6\n---\n\n{text}{shown}{asked}"
        )
        if picture:
            noise = Image.frombytes("L", (240, 200), chance.randbytes(48_000))
            noise.save(folder / "media" / f"picture-{number:02}.jpg", quality=95)


def _text(chance: random.Random, number: int) -> str:
    """Write about 740 words: paragraphs, three headings, a list and a table."""
    parts = []
    for section in range(3):
        parts.append(f"## Section {section + 1} of lesson {number}\n")
        parts += [_paragraph(chance, 55) for _ in range(3)]
        parts.append("\n".join(f"- {_sentence(chance, 11)}" for _ in range(4)) + "\n")
    rows = "\n".join(f"| {_sentence(chance, 4)} | {_sentence(chance, 5)} |" for _ in range(5))
    parts.append(f"| What | Who |\n| --- | --- |\n{rows}\n")
    return "\n".join(parts)


def _paragraph(chance: random.Random, words: int) -> str:
    sentences = [_sentence(chance, 11) for _ in range(words // 11)]
    sentences[0] = sentences[0].replace(" ", " **", 1).replace(" ", "** ", 2).replace("** **", " **", 1)
    return " ".join(sentences) + "\n"


def _sentence(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(WORDS, k=words)).capitalize() + "."
