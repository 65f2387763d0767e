"""SEI process numbers as people cite them."""

import re

_DIGITS = re.compile(r"[0-9]{16}")


_AROUND = re.compile(r"^(processo|process|proceso)?\s*(sei)?\s*(n[.ºo°]*)?\s*:?\s*", re.IGNORECASE)


def process_number(typed: str) -> str | None:
    """Return a SEI number as people cite it ("6010.2026/0001234-5"), however its sixteen digits were typed; else
    None."""
    digits = re.sub(r"[\s./–-]", "", _AROUND.sub("", typed, count=1))
    if not _DIGITS.fullmatch(digits):
        return None
    return f"{digits[:4]}.{digits[4:8]}/{digits[8:15]}-{digits[15]}"
