"""Looking at a page: what axe finds in light and dark and on the smallest screen, and whether anything is cut off."""

from typing import Any
from urllib.parse import quote, unquote, urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

WIDE = {"width": 1280, "height": 900}
SMALLEST = {"width": 320, "height": 640}  # what remains of 1280 px at 400 % zoom

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

RUN = """async (options) => {
  const result = await axe.run({ ...options, resultTypes: ["violations"] });
  const sentence = (v, n) => `${v.id}: ${n.html.slice(0, 200)} ${n.any[0]?.message ?? ""}`;
  return result.violations.flatMap((v) => v.nodes.map((n) => sentence(v, n)));
}"""


def findings(page: Page) -> list[str]:
    """What is wrong with the page that is open. It is left at 1280 px and in light colours."""
    page.evaluate(f"if (!window.axe) {{ {AXE_SCRIPT} }}")
    wrong = _axe(page, "1280 px")
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    wrong += _axe(page, "dark", ["color-contrast", "link-in-text-block"])
    page.set_viewport_size({"width": SMALLEST["width"], "height": SMALLEST["height"]})
    wrong += _axe(page, "320 px", ["target-size", "scrollable-region-focusable"])
    wrong += _too_wide(page)
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.set_viewport_size({"width": WIDE["width"], "height": WIDE["height"]})
    return [f"{page.url}: {fault}" for fault in wrong]


def look(page: Page, path: str, status: int = 200) -> list[str]:
    """Open a page and say what is wrong with it; to land elsewhere, or to be refused, is wrong, too."""
    answer = page.goto(path)
    assert answer is not None
    landed = urlsplit(page.url)
    wanted = urlsplit(path)
    if answer.status != status or not landed.path.startswith(quote(unquote(wanted.path))):
        return [f"{path}: {answer.status} at {page.url}"]
    return findings(page)


def _axe(page: Page, how: str, rules: list[str] | None = None) -> list[str]:
    everything = {"runOnly": TAGS, "rules": {"target-size": {"enabled": True}}}
    faults: list[Any] = page.evaluate(RUN, {"runOnly": rules} if rules else everything)
    return [f"{how}: {fault}" for fault in faults]


def _too_wide(page: Page) -> list[str]:
    """Sideways scrolling: how wide the page is, and the first thing that sticks out."""
    width: int = page.evaluate("document.documentElement.scrollWidth")
    if width <= SMALLEST["width"]:
        return []
    culprit = page.evaluate(
        "[...document.querySelectorAll('main *, header *, footer *')]"
        ".find((e) => e.getBoundingClientRect().right > 321)?.outerHTML.slice(0, 160)"
    )
    return [f"{width} px wide on a screen of 320: {culprit}"]
