"""Files that people send: known by their content, made harmless when they come in, and served so that nothing runs.

Pictures are drawn again at a modest size (by ``documents/images.py``, in a process of its own), which drops where and
with what they were taken and whatever else hid in the file. A PDF is kept as it is and only ever offered for download.
"""

import hashlib
import io
import math
import re
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

import puremagic
import sqlalchemy as sa
from flask import Response
from flask_babel import format_decimal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.datastructures import FileStorage

from ogp_participa.core import other_files
from ogp_participa.core.text import slug_of

LIMIT = 5 * 1024 * 1024
REDRAWING = 30
"""Seconds that a picture may take; one at the limits takes less than two."""

TOO_MANY_PIXELS = 3
"""How ``documents/images.py`` ends when it refuses a picture for its size; all else means it cannot be opened."""

KINDS = {"JPEG": {".jpg", ".jpeg", ".jfif", ".jpe"}, "PNG": {".png"}, "WEBP": {".webp"}}
ENDINGS = {"image/webp": ".webp", "application/pdf": ".pdf"}
ACCEPT = ".jpg,.jpeg,.png,.webp,.pdf"
"""What a file field offers to choose from; what counts is the content."""

_BROKEN = _l("We could not open this picture. Try another one, or save it again as JPEG.")


class NotAccepted(Exception):
    """The file cannot be taken; ``sentence`` says why and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class Upload:
    """A file that can be kept: its tidy name, its true type, its content and the content's digest."""

    name: str
    media_type: str
    content: bytes
    digest: str


class StoredFile:
    """The columns of a row that keeps a file; the content is read only where it is asked for."""

    name: Mapped[str] = mapped_column(sa.String(160))
    media_type: Mapped[str] = mapped_column(sa.String(60))
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(sa.String(64))
    content: Mapped[bytes] = mapped_column(sa.LargeBinary, deferred=True)


def columns_of(upload: Upload) -> dict[str, Any]:
    """Return the values of :class:`StoredFile`'s columns for an upload."""
    return {
        "name": upload.name,
        "media_type": upload.media_type,
        "size": len(upload.content),
        "digest": upload.digest,
        "content": upload.content,
    }


def receive(sent: FileStorage, only_pdf: bool = False) -> Upload:
    """Return what a form was sent as it may be kept; raises :class:`NotAccepted`, also for its true size."""
    sent.stream.seek(0, io.SEEK_END)
    size = sent.stream.tell()
    sent.stream.seek(0)
    if size > LIMIT:
        raise _too_big(size)
    return accept(sent.filename or "", sent.read(), only_pdf)


def accept(name: str, content: bytes, only_pdf: bool = False) -> Upload:
    """Return the file as it may be kept; raises :class:`NotAccepted` with a sentence for the person."""
    if not content:
        raise NotAccepted(_("This file is empty. Choose another one."))
    if len(content) > LIMIT:
        raise _too_big(len(content))
    kind = sniff(content)
    if only_pdf and kind != "PDF":
        what = other_files.sentence_on(content)
        unknown = _("The document must be a PDF. This file is of another type.")
        raise NotAccepted(_("The document must be a PDF. %(what)s", what=what) if what else unknown)
    if kind is None:
        unknown = _("We take pictures (JPEG, PNG, WebP) and PDF. This file is of another type.")
        raise NotAccepted(other_files.sentence_on(content) or unknown)
    media_type = "application/pdf" if kind == "PDF" else "image/webp"
    kept = content if kind == "PDF" else redraw(content, kind)
    return Upload(tidy_name(name, media_type), media_type, kept, hashlib.sha256(kept).hexdigest())


def _too_big(size: int) -> NotAccepted:
    n, most = megabytes(size), LIMIT // 1024 // 1024
    return NotAccepted(
        _("The file has %(n)s MB. The limit is %(max)s MB. You can send the proposal without it.", n=n, max=most)
    )


def megabytes(size: int) -> str:
    """Return a number of bytes as megabytes in the person's language, never less than it is: 5,242,881 → "5.01"."""
    return str(format_decimal(math.ceil(size / 1024 / 1024 * 100) / 100))


def sniff(content: bytes) -> str | None:
    """Return what the content is ("JPEG", "PNG", "WEBP", "PDF"), whatever its name says; None for all else."""
    try:
        endings = {match.extension for match in puremagic.magic_string(content)}
    except (puremagic.PureError, ValueError):
        endings = set()
    picture = next((kind for kind, known in KINDS.items() if endings & known), None)
    return picture or ("PDF" if other_files.is_pdf(content) else None)


def redraw(content: bytes, kind: str) -> bytes:
    """The picture drawn again as WebP, upright, of modest size, without anything else it carried."""
    command = (sys.executable, "-m", "ogp_participa.core.documents.images", kind)
    try:
        drawn = subprocess.run(command, check=False, input=content, capture_output=True, timeout=REDRAWING)
    except subprocess.TimeoutExpired as late:
        raise NotAccepted(str(_BROKEN)) from late
    if drawn.returncode == TOO_MANY_PIXELS:
        raise NotAccepted(_("This picture has too many pixels. Make it smaller and try again."))
    if drawn.returncode:
        raise NotAccepted(str(_BROKEN))
    return drawn.stdout


def tidy_name(name: str, media_type: str) -> str:
    """A name that is safe in an address and on any disk: "Foto da Praça.JPG" → "foto-da-praca.webp"."""
    last = re.split(r"[/\\]", name)[-1].rsplit(".", 1)[0]
    stem = slug_of(last, 80)
    return (stem or _("file")) + ENDINGS[media_type]


def as_response(content: bytes, name: str, media_type: str) -> Response:
    """The kept file as an answer in which nothing can run: a picture is shown, everything else is downloaded."""
    known = media_type if media_type in ENDINGS else "application/octet-stream"
    shown = "inline" if known.startswith("image/") else "attachment"
    response = Response(content, mimetype=known)
    response.headers["Content-Disposition"] = f'{shown}; filename="{re.sub(r"[^A-Za-z0-9._-]", "-", name)}"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
