"""The style sheet keeps its promises: small, complete for the 32 tiles, readable in every theme."""

import gzip
import json
import re
from pathlib import Path

import pytest

from ogp_participa.core.web import STATIC

CSS = STATIC / "css"

# What is written on what: foreground token, background token, least contrast.
PAIRS = [
    *[(ink, ground, 4.5) for ink in ("text", "muted", "action", "visited") for ground in ("page", "tint", "mist")],
    *[(tone, f"{tone}-tint", 4.5) for tone in ("error", "ok", "warn", "info")],
    *[(tone, "page", 4.5) for tone in ("error", "ok", "warn", "info")],
    ("error", "tint", 4.5),
    ("warn", "tint", 4.5),
    ("text", "neutral-tint", 4.5),
    ("head-text", "head", 4.5),
    ("action-text", "action", 4.5),
    ("action-text", "action-strong", 4.5),
    ("signal-text", "signal", 4.5),
    ("page", "error", 4.5),
    *[("q-low", f"q{level}", 4.5) for level in (1, 2, 3)],
    *[("q-high", f"q{level}", 4.5) for level in (4, 5)],
    ("line", "page", 3.0),
    ("line", "tint", 3.0),
]


def themes() -> dict[str, dict[str, str]]:
    """The colours of each theme: each but the one with high contrast is drawn from the same pairs of light and dark."""
    source = (CSS / "tokens.css").read_text()
    blocks = dict(re.findall(r":root([^{]*?) ?\{([^}]*)\}", source))
    both = dict(re.findall(r"--([\w-]+): (#\w+);", blocks[""]))
    pairs = re.findall(r"--([\w-]+): var\(--light, (#\w+)\) var\(--dark, (#\w+)\);", blocks[""])
    return {
        "light": {**both, **{name: light for name, light, _dark in pairs}},
        "dark": {**both, **{name: dark for name, _light, dark in pairs}},
        "contrast": {**both, **dict(re.findall(r"--([\w-]+): (#\w+);", blocks['[data-tema="contraste"]']))},
    }


def luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    channels = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    brighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("name", themes())
def test_every_theme_is_readable(name: str) -> None:
    colours = themes()[name]
    poor = [
        (ink, ground, round(contrast(colours[ink], colours[ground]), 2))
        for ink, ground, least in PAIRS
        if contrast(colours[ink], colours[ground]) < least
    ]
    assert not poor


def test_the_dark_theme_is_the_same_chosen_or_asked_for_by_the_device() -> None:
    source = (CSS / "tokens.css").read_text()
    dark = re.findall(r"(:root[^{]*?) \{ (color-scheme: dark; [^}]*) \}", source)
    assert [rule for rule, _said in dark] == [
        ':root[data-tema="escuro"]',
        ':root:not([data-tema="claro"], [data-tema="contraste"])',
    ]
    assert {said for _rule, said in dark} == {"color-scheme: dark; --light: ; --dark: initial;"}


def test_each_subprefecture_has_its_tile_and_no_two_share_one() -> None:
    placed = re.findall(r"\.t-(\w\w) \{ grid-area: (\d) / (\d); \}", (CSS / "components/tile_map.css").read_text())
    known = json.loads((STATIC.parent / "vocabularies" / "subprefectures.json").read_text())
    assert {(code.upper(), int(row), int(column)) for code, row, column in placed} == {
        (code, place["lin"], place["col"]) for code, place in known.items()
    }
    assert len({(row, column) for _, row, column in placed}) == len(placed) == 32


def weight(paths: list[Path]) -> int:
    return len(gzip.compress(b"\n".join(path.read_bytes() for path in paths), 9))


def test_style_and_script_stay_light() -> None:
    assert weight(sorted(CSS.rglob("*.css"))) <= 12 * 1024
    assert weight(sorted((STATIC / "js").glob("*.js"))) <= 6 * 1024
