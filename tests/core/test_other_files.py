"""Files as other people's programs write them: taken where readers take them, else named with a way to send them."""

import io
import zipfile
from pathlib import Path

import pytest
from docx import Document
from flask import Flask
from PIL import Image
from werkzeug.datastructures import FileStorage

from ogp_participa.core import uploads
from tests.cast import Browser, Cast

BEFORE_ITS_HEAD = Path(__file__).with_name("files") / "bom.pdf"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def document() -> bytes:
    """A DOCX as an office writes it."""
    written = io.BytesIO()
    Document().save(written)
    return written.getvalue()


def packed(*names: str) -> bytes:
    """A ZIP that holds these files."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as folder:
        for name in names:
            folder.writestr(name, "x")
    return written.getvalue()


def picture(kind: str) -> bytes:
    """A picture of a kind that is not taken."""
    written = io.BytesIO()
    Image.new("RGB", (10, 10), "red").save(written, kind)
    return written.getvalue()


def media(brand: bytes) -> bytes:
    """The beginning of an ISO media file of this brand."""
    return b"\0\0\0\x18ftyp" + brand + b"\0\0\0\0mif1" + brand + b"\0" * 100


def test_a_pdf_with_bytes_before_its_head_is_taken_as_it_is(app: Flask) -> None:
    upload = uploads.accept("edital.pdf", BEFORE_ITS_HEAD.read_bytes())
    assert (upload.media_type, upload.content) == ("application/pdf", BEFORE_ITS_HEAD.read_bytes())


@pytest.mark.parametrize(("before", "kind"), [(0, "PDF"), (1019, "PDF"), (1020, None), (5000, None)])
def test_the_head_stands_within_the_first_1024_bytes(before: int, kind: str | None) -> None:
    assert uploads.sniff(b"\n" * before + PDF) == kind


@pytest.mark.parametrize(
    ("content", "kind", "way"),
    [
        (media(b"heic"), "HEIC", "JPEG"),
        (media(b"mif1"), "HEIC", "JPEG"),
        (media(b"avif"), "AVIF", "JPEG ou PNG"),
        (media(b"isom"), "MP4", "informe o endereço"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "SVG", "PNG ou PDF"),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- desenho -->\n<svg/>', "SVG", "PNG ou PDF"),
        (document(), "DOCX", "Salve como PDF"),
        (packed("xl/workbook.xml"), "XLSX", "Salve como PDF"),
        (packed("ppt/presentation.xml"), "PPTX", "Salve como PDF"),
        (packed("a.jpg", "b.jpg"), "ZIP", "um a um"),
        (b"PK\x03\x04 broken", "ZIP", "um a um"),
        (b"{\\rtf1 texto}", "RTF", "Salve como PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "Microsoft Office", "Salve como PDF"),
        (picture("GIF"), "GIF", "JPEG ou PNG"),
        (picture("TIFF"), "TIFF", "JPEG ou PNG"),
        (picture("BMP"), "BMP", "JPEG ou PNG"),
        (packed("%PDF-1.7"), "ZIP", "um a um"),
    ],
)
def test_what_was_sent_is_named_with_a_way_to_send_it(app: Flask, content: bytes, kind: str, way: str) -> None:
    with app.test_request_context(), pytest.raises(uploads.NotAccepted) as refused:
        uploads.accept("arquivo", content)
    assert kind in refused.value.sentence
    assert way in refused.value.sentence


def test_where_only_a_pdf_will_do_that_is_said_too(app: Flask) -> None:
    with app.test_request_context(), pytest.raises(uploads.NotAccepted) as refused:
        uploads.accept("ata.docx", document(), only_pdf=True)
    assert "precisa ser um PDF" in refused.value.sentence
    assert "DOCX" in refused.value.sentence


@pytest.mark.parametrize(("size", "told"), [(12 * 1024**2, "12 MB"), (5 * 1024**2 + 1, "5,01 MB")])
def test_the_true_size_is_told(app: Flask, size: int, told: str) -> None:
    with app.test_request_context(), pytest.raises(uploads.NotAccepted) as refused:
        uploads.receive(FileStorage(io.BytesIO(PDF + b"\0" * (size - len(PDF))), "plano.pdf"))
    assert told in refused.value.sentence


def test_what_is_too_big_for_any_form_is_told_its_size_too(app: Flask, cast: Cast) -> None:
    sent = {"file": (io.BytesIO(b"\0" * 20 * 1024**2), "plano.pdf")}
    page = Browser(app, cast.ana).post("/propor/novo", sent, 413, content_type="multipart/form-data").text
    assert "Você mandou 20" in page
    assert "no máximo 15 MB" in page
