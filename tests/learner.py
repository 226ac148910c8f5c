"""A learner in the player of a package: what people do, in their words. The course is `tiny`."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Frame, Locator, Page, expect

RIGHT = ("Elected people", "True")
WRONG = ("Nobody", "False")


@dataclass
class Learner:
    """Somebody who has opened the package, in a window or in the frame of an LMS."""

    place: Frame | Page

    def button(self, name: str) -> Locator:
        return self.place.get_by_role("button", name=name, exact=True)

    def is_at(self, heading: str) -> None:
        title = self.place.get_by_role("heading", name=heading, exact=True, level=1)
        expect(title).to_be_visible()

    def reads(self, text: str) -> None:
        expect(self.place.get_by_text(text).first).to_be_visible()

    def goes_on(self) -> None:
        self.button("Next").click()

    def hands_in(self, answers: tuple[str, str]) -> None:
        """Answer the quiz of the first module and hand it in."""
        self.is_at("Quiz on councils")
        who, parks = answers
        self.place.get_by_label(who).check()
        self.place.get_by_label(parks, exact=True).check()
        self.button("Hand in").click()
        expect(self.button("Hand in")).to_be_hidden()

    def tries_again(self) -> None:
        self.button("Take the quiz again").click()

    def writes(self, text: str) -> None:
        """Fill in the worksheet of the second module, and finish."""
        self.place.get_by_role("textbox").fill(text)
        self.button("Finish").click()

    def does_everything(self, answers: tuple[str, str] = RIGHT) -> None:
        self.goes_on()
        self.hands_in(answers)
        self.goes_on()
        self.writes("A bench in the park, please.")

    def leaves(self) -> None:
        """Press the course's own exit."""
        self.button("Exit").click()
        self.reads("You can close this window")
