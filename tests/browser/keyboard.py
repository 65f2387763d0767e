"""With the keyboard alone: Tab until the thing has the focus, then Enter, Space, arrows or letters.

Wherever the focus goes on the way, it must be seen; and from everywhere, Tab must lead on.
"""

import re
from datetime import datetime
from itertools import product
from pathlib import Path

from playwright.sync_api import Locator, Page

from tests.browser.hands import Mouse

MOST_TABS = 400

# What is wrong with where the focus is: nothing shows it, it lies outside the window, or something covers it.
UNSEEN = """() => {
  const e = document.activeElement;
  if (!e || e === document.body || !e.matches(":focus")) return ""; // in the button of a date field: Chromium rings it
  const wrong = (why) => `${why}: ${e.outerHTML.slice(0, 200)}`;
  const ringed = (x, part) => {
    const style = getComputedStyle(x, part);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 && style.outlineColor !== "transparent";
  };
  const shown = ringed(e) || ringed(e, "::after") || [...(e.labels ?? [])].some((label) => ringed(label));
  if (!e.matches(":focus-visible") || !shown) return wrong("nothing shows the focus");
  const box = [...e.getClientRects()].find((r) => r.width > 1 && r.height > 1);
  if (!box) return wrong("no place on the page");
  const x = box.x + box.width / 2, y = box.y + box.height / 2;
  if (x < 0 || y < 0 || x > innerWidth || y > innerHeight) {
    if (box.top > innerHeight || box.bottom < 0 || box.left > innerWidth || box.right < 0) return wrong("out of sight");
    return "";
  }
  const top = document.elementFromPoint(x, y);
  const own = [e, ...(e.labels ?? [])];
  if (!top) return "";
  return own.some((o) => o.contains(top) || top.contains(o)) ? "" : wrong(`under ${top.outerHTML.slice(0, 80)}`);
}"""

# Everything that Tab must reach: a group of radio buttons is one place.
PLACES = """() => {
  const all = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
  const groups = new Set();
  return [...document.querySelectorAll(all)].filter((e) => {
    if (e.disabled || e.tabIndex < 0 || !e.checkVisibility({ visibilityProperty: true })) return false;
    if (e.type !== "radio") return true;
    if (groups.has(e.name)) return false;
    return groups.add(e.name);
  });
}"""

# Where the focus is among them; -1 when it has left the page.
PLACE = """(places) => {
  const e = document.activeElement;
  return places.findIndex((p) => p === e || (p.type === "radio" && p.type === e.type && p.name === e.name));
}"""

# The way to something, seen from the focus.
WAY = """(e) => {
  const from = document.activeElement;
  if (e === from) return "";
  const before = from !== document.body && e.compareDocumentPosition(from) & Node.DOCUMENT_POSITION_FOLLOWING;
  return before ? "Shift+Tab" : "Tab";
}"""

WATCH = """() => {
  window.left = false;
  window.stays = false;
  addEventListener("submit", (event) => { window.stays = event.defaultPrevented; });
}"""
ANSWERED = "() => document.readyState === 'complete' && (window.left === undefined || window.stays)"


class Keyboard(Mouse):
    """What people do on a page without a mouse."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        page.on("filechooser", lambda _chooser: None)  # so that Chromium hands every one over, from the beginning

    def follow(self, link: str, about: str = "") -> None:
        self._go_to(self.link(link, about))
        self._enter()

    def press(self, button: str, about: str = "") -> None:
        self._go_to(self.button(button, about))
        self._enter()

    def write(self, label: str, text: str) -> None:
        field = self.field(label)
        self._go_to(field)
        if field.get_attribute("type") in ("date", "datetime-local"):
            self._write_moment(field, text)
        else:
            self.page.keyboard.press("Control+a")
            self.page.keyboard.insert_text(text)
        assert field.input_value() == text

    def tick(self, label: str) -> None:
        wanted = self.field(label)
        if wanted.get_attribute("type") == "radio":
            self._arrow_to(wanted)
        else:
            self._go_to(wanted)
        if not wanted.is_checked():
            self.page.keyboard.press("Space")
        assert wanted.is_checked()

    def choose(self, label: str, option: str) -> None:
        field = self.field(label)
        self._go_to(field)
        wanted = field.locator("option").filter(has_text=re.compile(re.escape(option))).first.get_attribute("value")
        self.page.keyboard.press("Home")
        for _step in range(field.locator("option").count()):
            if field.input_value() == wanted:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no {option} in {label}")

    def attach(self, label: str, file: Path) -> None:
        self._go_to(self.field(label))
        with self.page.expect_file_chooser() as chooser:
            self.page.keyboard.press("Space")
        chooser.value.set_files(file)

    def goes_round(self) -> list[str]:
        """Tab from the first place to the last and out again: what it does not reach, and where it would stay."""
        self.page.reload()
        places = self.page.evaluate_handle(PLACES)
        reached: list[int] = []
        for _step in range(MOST_TABS):
            self._step("Tab")
            place: int = self.page.evaluate(PLACE, places)
            if place == -1 or (place in reached and place != reached[-1]):
                break
            reached.append(place)
        else:
            return [f"{self.page.url}: Tab does not lead out of the page"]
        missed = (
            "(places, reached) => places.filter((_, n) => !reached.includes(n)).map((e) => e.outerHTML.slice(0, 200))"
        )
        names: list[str] = places.evaluate(missed, reached)
        return [f"{self.page.url}: Tab does not reach {name}" for name in names]

    def _step(self, key: str) -> None:
        """One place further, where the focus must be seen."""
        self.page.keyboard.press(key)
        wrong = self.page.evaluate(UNSEEN)
        assert not wrong, f"{self.page.url}: {wrong}"

    def _skip(self) -> None:
        """On a new page, the first link leads past what stands above every page (unless the address led further)."""
        if self.page.evaluate("document.activeElement !== document.body"):
            return
        self._step("Tab")
        if self.page.evaluate("document.activeElement.matches('.skip-links a')"):
            self.page.keyboard.press("Enter")
            assert self.page.evaluate("document.activeElement.matches('main')"), "the first link skips to the content"

    def _enter(self) -> None:
        """Enter, and wait for the page it leads to, unless the page answers where it is."""
        self.page.evaluate(WATCH)
        self.page.keyboard.press("Enter")
        self.page.wait_for_function(ANSWERED)

    def _go_to(self, wanted: Locator) -> None:
        """Tab until it has the focus, backwards when it lies behind."""
        wanted.wait_for(state="attached")
        self._skip()
        there = wanted.element_handle()
        for _step in range(MOST_TABS):
            way = there.evaluate(WAY)
            if not way:
                return
            self._step(way)
        raise AssertionError(f"the keyboard does not reach {wanted}")

    def _arrow_to(self, wanted: Locator) -> None:
        """Tab to the group of radio buttons, then arrows."""
        name = wanted.get_attribute("name")
        group = self.page.locator(f'input[name="{name}"]')
        self._skip()
        for _step in range(MOST_TABS):
            if self.page.evaluate("document.activeElement.name") == name:
                break
            self._step(group.first.evaluate(WAY))
        for _step in range(group.count()):
            if wanted.evaluate("e => e === document.activeElement"):
                return
            self._step("ArrowDown")
        raise AssertionError(f"the arrows do not reach {wanted}")

    def _write_moment(self, field: Locator, text: str) -> None:
        """Digits, part by part, in the order that the browser's language has."""
        moment = datetime.fromisoformat(text)
        times = ("%I%M%p", "%H%M") if "T" in text else ("",)
        for day, time in product(("%m%d%Y", "%d%m%Y"), times):
            for _part in range(6):
                self.page.keyboard.press("ArrowLeft")
            self.page.keyboard.type(moment.strftime(day))
            self.page.keyboard.press("ArrowRight")
            self.page.keyboard.type(moment.strftime(time))
            if field.input_value() == text:
                return
        raise AssertionError(f"{text} cannot be typed")
