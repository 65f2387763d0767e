"""Files of kinds that are not taken: what each is called, and how a person sends the same thing instead."""

import zipfile
from io import BytesIO
from typing import Any

from flask_babel import lazy_gettext as _l

HEAD = 1024
"""Bytes at the beginning of a file that say what it is."""

PICTURE = _l("This is a picture in %(kind)s, which not every device can show. Save it as JPEG or PNG and send that.")
PHONE = _l(
    "This is a photo in %(kind)s, as some phones save them, which not every device can show. Send it as JPEG: choose "
    "“most compatible” in the camera's settings, or take a screenshot of the photo and send that."
)
DRAWING = _l("This is a drawing in %(kind)s, which can carry programs. Export it as PNG or PDF and send that.")
TEXT = _l("This is a text document (%(kind)s). Save it as PDF and send that.")
TABLE = _l("This is a spreadsheet (%(kind)s). Save it as PDF and send that.")
SLIDES = _l("This is a presentation (%(kind)s). Save it as PDF and send that.")
FILM = _l("This is a video or a recording (%(kind)s). Publish it elsewhere and give its address.")
PACKED = _l("This is a packed folder (%(kind)s). Send the files in it one by one.")

BRANDS = {
    **dict.fromkeys((b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"), ("HEIC", PHONE)),
    **dict.fromkeys((b"avif", b"avis"), ("AVIF", PICTURE)),
}
"""Brands of ISO media files (ISO/IEC 23008-12), which begin with a box of type ``ftyp``; others hold films."""

OPENINGS = {
    b"GIF8": ("GIF", PICTURE),
    b"BM": ("BMP", PICTURE),
    b"II*\0": ("TIFF", PICTURE),
    b"MM\0*": ("TIFF", PICTURE),
    b"{\\rtf": ("RTF", TEXT),
    b"\xd0\xcf\x11\xe0": ("Microsoft Office", TEXT),
    b"\x1aE\xdf\xa3": ("WebM", FILM),
    b"ID3": ("MP3", FILM),
    b"Rar!": ("RAR", PACKED),
    b"7z\xbc\xaf": ("7z", PACKED),
}

INSIDE = {
    "word/document.xml": ("DOCX", TEXT),
    "xl/workbook.xml": ("XLSX", TABLE),
    "ppt/presentation.xml": ("PPTX", SLIDES),
}
MEDIA_TYPES = {
    b"application/vnd.oasis.opendocument.text": ("ODT", TEXT),
    b"application/vnd.oasis.opendocument.spreadsheet": ("ODS", TABLE),
    b"application/vnd.oasis.opendocument.presentation": ("ODP", SLIDES),
}

Kind = tuple[str, Any]
"""What a kind is called, and the sentence about it."""


def is_pdf(content: bytes) -> bool:
    """Say whether readers open it as PDF: its head stands within the first 1,024 bytes (ISO 32000-1, note in H.3)."""
    return b"%PDF-" in content[:HEAD] and kind_of(content) is None


def kind_of(content: bytes) -> Kind | None:
    """Return what the content is, among the kinds that are known and not taken."""
    if content[4:8] == b"ftyp":
        brand: Kind = BRANDS.get(content[8:12], ("MP4", FILM))
        return brand
    if content.startswith(b"PK\x03\x04"):
        return _packed(content)
    if b"<svg" in content[:HEAD] and content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return "SVG", DRAWING
    known: list[Kind] = [kind for opening, kind in OPENINGS.items() if content.startswith(opening)]
    return known[0] if known else None


def _packed(content: bytes) -> Kind:
    """Return what a ZIP is; offices' documents are ZIPs with known names inside."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as folder:
            names = set(folder.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return "ZIP", PACKED
    known = next((kind for name, kind in INSIDE.items() if name in names), None)
    open_document = next((kind for name, kind in MEDIA_TYPES.items() if name in content[:HEAD]), None)
    return known or open_document or ("ZIP", PACKED)


def sentence_on(content: bytes) -> str:
    """Return what was sent and how to send it instead; empty where it is not known."""
    kind = kind_of(content)
    return str(kind[1]) % {"kind": kind[0]} if kind else ""
