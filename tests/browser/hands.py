"""How people work a page; here with the mouse, or a finger. Things are found by the words people see."""

import re
from pathlib import Path
from typing import Protocol

from playwright.sync_api import Error, Locator, Page


class Hands(Protocol):
    """What people do on a page."""

    page: Page

    def open(self, path: str) -> None:
        """Type an address."""

    def follow(self, link: str, about: str = "") -> None:
        """Go where a link leads; ``about`` tells it from others of the same name."""

    def press(self, button: str, about: str = "") -> None:
        """Press a button; ``about`` tells it from others of the same name."""

    def write(self, label: str, text: str) -> None:
        """Write into a field."""

    def tick(self, label: str) -> None:
        """Choose one of several, or tick a box."""

    def choose(self, label: str, option: str) -> None:
        """Choose from a list."""

    def attach(self, label: str, file: Path) -> None:
        """Choose a file."""


def exactly(words: str) -> re.Pattern[str]:
    """A name that begins with these words as whole words: what follows tells equal names apart, or says "optional"."""
    return re.compile(rf"^\s*{re.escape(words)}(?!\w)", re.IGNORECASE)


class Mouse:
    """With the mouse, or a finger."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, path: str) -> None:
        answer = self.page.goto(path)
        assert answer and answer.status < 400, f"{path}: {answer and answer.status}\n{self.page.inner_text('main')}"

    def follow(self, link: str, about: str = "") -> None:
        self.link(link, about).click()

    def press(self, button: str, about: str = "") -> None:
        self.button(button, about).click()

    def write(self, label: str, text: str) -> None:
        self.field(label).fill(text)

    def tick(self, label: str) -> None:
        self.field(label).check(force=True)  # the label covers the whole line, so that a finger finds it

    def choose(self, label: str, option: str) -> None:
        wanted = self.field(label).locator("option").filter(has_text=re.compile(re.escape(option))).first
        self.field(label).select_option(value=wanted.get_attribute("value"))

    def attach(self, label: str, file: Path) -> None:
        self.field(label).set_input_files(file)

    def main(self) -> Locator:
        """What the page is about, and the bar that stays at the foot."""
        return self.page.locator("main")

    def link(self, name: str, about: str = "") -> Locator:
        """The link with this name."""
        links = self.main().get_by_role("link", name=exactly(name))
        return self._there((links.filter(has_text=about) if about else links).first)

    def button(self, name: str, about: str = "") -> Locator:
        """The button with this name."""
        buttons = self.main().get_by_role("button", name=exactly(name))
        return self._there((buttons.filter(has_text=about) if about else buttons).first)

    def field(self, label: str) -> Locator:
        """The field with this label."""
        return self._there(self.main().get_by_label(exactly(label)).first)

    def _there(self, thing: Locator) -> Locator:
        """The thing once it is on the page; without it, what the page says instead."""
        try:
            thing.wait_for(state="attached", timeout=5000)
        except Error:
            content = self.main().inner_text()
            raise AssertionError(f"{thing}\nis not on {self.page.url}:\n{content[:3000]}") from None
        return thing
