"""Files: known by their content, drawn again, and served so that nothing runs."""

import io
import struct
import zlib

import pytest
import sqlalchemy as sa
from flask import Flask
from PIL import Image
from werkzeug.test import TestResponse

from ogp_participa.core import uploads
from ogp_participa.core.database import db
from ogp_participa.proposals.drafts.models import Draft
from ogp_participa.proposals.proposals.models import Attachment
from tests import factories
from tests.cast import Browser, Cast

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
SCRIPTED = PDF.replace(b"<<>>\nendobj", b"<</OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>>>\nendobj")
WITH_MACROS = b"PK\x03\x04\x14\0\0\0\0\0word/vbaProject.bin[Content_Types].xml" + b"\0" * 200
SIGNED = {"signature": "initial", "collective": "", "link": ""}


def photo(kind: str = "JPEG", size: tuple[int, int] = (2000, 1000), **options: object) -> bytes:
    """A picture."""
    written = io.BytesIO()
    Image.new("RGB", size, "red").save(written, kind, **options)
    return written.getvalue()


def chunk(name: bytes, data: bytes) -> bytes:
    """A part of a PNG file."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def swollen_png(name: bytes) -> bytes:
    """A small picture that carries 200 MB of text or colours in a packed part."""
    small = photo("PNG", (10, 10))
    return small[:33] + chunk(name, b"k\0\0" + zlib.compress(b"a" * 200_000_000, 1)) + small[33:]


def moving_webp() -> bytes:
    """Four frames of almost ten million pixels each."""
    frames = [Image.new("RGB", (3100, 3100), (60 * number, 0, 0)) for number in range(4)]
    written = io.BytesIO()
    frames[0].save(written, "WEBP", save_all=True, append_images=frames[1:], method=0)
    return written.getvalue()


def printed_photo() -> bytes:
    """Red in the four colours of print."""
    written = io.BytesIO()
    Image.new("CMYK", (1000, 500), (0, 255, 255, 0)).save(written, "JPEG")
    return written.getvalue()


def scanned_page() -> bytes:
    """Grey in sixteen bits, as scanners write it."""
    written = io.BytesIO()
    Image.new("I;16", (100, 100), 40_000).save(written, "PNG")
    return written.getvalue()


def huge_png(side: int) -> bytes:
    """A little file that says it is a picture of ``side`` times ``side`` pixels."""
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * (side * 3 + 1), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def send(browser: Browser, draft: Draft, content: bytes, name: str = "foto.jpg", status: int = 303) -> TestResponse:
    """Attach a file on the fifth page."""
    data = {**SIGNED, "do": "attach", "description": "Um ponto de ônibus", "file": (io.BytesIO(content), name)}
    return browser.post(f"/propor/{draft.token}/5-assinatura", data, status, content_type="multipart/form-data")


def test_a_picture_is_drawn_again_smaller_and_without_its_place() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "S"
    upload = uploads.accept("Foto da Praça.JPG", photo(exif=exif))
    seen = Image.open(io.BytesIO(upload.content))
    assert (upload.name, upload.media_type, seen.format) == ("foto-da-praca.webp", "image/webp", "WEBP")
    assert seen.size == (640, 1280), "upright, as it was held"
    assert not seen.getexif()


@pytest.mark.parametrize(
    ("content", "size", "colour"),
    [
        (photo(size=(5000, 5000), quality=20), (1280, 1280), (254, 0, 0)),
        (photo(size=(5000, 5000), quality=20, progressive=True), (1280, 1280), (254, 0, 0)),
        (photo("PNG", (3162, 3162)), (1280, 1280), (255, 0, 0)),
        (moving_webp(), (1280, 1280), (0, 0, 0)),
        (printed_photo(), (1000, 500), (255, 0, 0)),
        (scanned_page(), (100, 100), (156, 156, 156)),
    ],
    ids=["25 million pixels", "step by step", "10 million pixels", "moving", "for print", "sixteen bits"],
)
def test_a_good_picture_of_any_make_looks_as_it_was(
    content: bytes, size: tuple[int, int], colour: tuple[int, int, int]
) -> None:
    seen = Image.open(io.BytesIO(uploads.accept("foto.png", content).content))
    assert (seen.size, getattr(seen, "n_frames", 1)) == (size, 1)
    drawn = seen.convert("RGB").getpixel((5, 5))
    assert isinstance(drawn, tuple)
    assert all(abs(shade - wanted) <= 4 for shade, wanted in zip(drawn, colour, strict=True)), drawn


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_content_says_what_it_is(kind: str) -> None:
    assert uploads.sniff(photo(kind)) == kind
    assert uploads.accept("virus.exe", photo(kind)).name == "virus.webp"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90\x00" + b"\0" * 200,
        b"<html><script>alert(1)</script></html>",
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        b"\xff\xd8\xff\xe0<script>alert(1)</script>",
        photo("PNG")[:200],
        photo()[:4_000],
        swollen_png(b"zTXt"),
        swollen_png(b"iCCP"),
        WITH_MACROS,
        photo("GIF", (10, 10)),
        huge_png(20_000),
        huge_png(4_000),
        b"%PDF-1.7" + b"\0" * uploads.LIMIT,
    ],
    ids=[
        "empty",
        "program",
        "page",
        "svg",
        "broken",
        "cut",
        "cut photo",
        "text",
        "colours",
        "macros",
        "gif",
        "bomb",
        "small bomb",
        "big",
    ],
)
def test_what_is_no_picture_and_no_pdf_is_not_taken(content: bytes, app: Flask) -> None:
    with app.test_request_context(), pytest.raises(uploads.NotAccepted):
        uploads.accept("foto.jpg", content)


def test_nothing_runs_in_what_is_served() -> None:
    pdf = uploads.as_response(PDF, 'a"\r\nX: y.pdf', "application/pdf")
    assert pdf.headers["Content-Disposition"].startswith("attachment")
    assert "X" not in pdf.headers
    page = uploads.as_response(b"<script>", "a.html", "text/html")
    assert page.mimetype == "application/octet-stream"
    for response in (pdf, page):
        assert "sandbox" in response.headers["Content-Security-Policy"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_a_pdf_with_a_script_is_only_ever_downloaded(app: Flask, cast: Cast) -> None:
    draft = factories.draft(cast.plan, cast.ana)
    db.session.commit()
    ana = Browser(app, cast.ana)
    send(ana, draft, SCRIPTED, "lei.pdf")
    attachment = db.session.scalars(sa.select(Attachment)).one()
    answer = ana.client.get(f"/propor/{draft.token}/anexos/{attachment.id}/lei.pdf")
    assert answer.data == SCRIPTED
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_ana_attaches_looks_and_removes(app: Flask, cast: Cast) -> None:
    draft = factories.draft(cast.plan, cast.ana)
    db.session.commit()
    ana = Browser(app, cast.ana)
    send(ana, draft, photo())
    send(ana, draft, photo(), "mesma.jpg")
    attachment = db.session.scalars(sa.select(Attachment)).one()
    page = ana.get(f"/propor/{draft.token}/5-assinatura").text
    address = f"/propor/{draft.token}/anexos/{attachment.id}/foto.webp"
    assert address in page and "Um ponto de ônibus" in page
    answer = ana.client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "image/webp")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert Browser(app, cast.bruno).client.get(address).status_code == 404
    ana.post(f"/propor/{draft.token}/5-assinatura", {**SIGNED, "do": f"remove:{attachment.id}"})
    assert not db.session.scalars(sa.select(Attachment)).first()


def test_a_wrong_file_is_explained_and_the_rest_stays(app: Flask, cast: Cast) -> None:
    draft = factories.draft(cast.plan, cast.ana)
    db.session.commit()
    ana = Browser(app, cast.ana)
    data = {**SIGNED, "link": "https://exemplo.org/x", "do": "continue", "file": (io.BytesIO(b"MZ"), "a.pdf")}
    page = ana.post(f"/propor/{draft.token}/5-assinatura", data, 422, content_type="multipart/form-data").text
    assert 'id="file-error"' in page
    assert "https://exemplo.org/x" in page
    assert not db.session.scalars(sa.select(Attachment)).first()
    assert 'id="file-error"' in ana.post(f"/propor/{draft.token}/5-assinatura", {**SIGNED, "do": "attach"}, 422).text


def test_three_files_and_no_more(app: Flask, cast: Cast) -> None:
    draft = factories.draft(cast.plan, cast.ana)
    db.session.commit()
    ana = Browser(app, cast.ana)
    for size in (10, 20, 30):
        send(ana, draft, photo(size=(size, size)))
    send(ana, draft, PDF, "lei.pdf", 422)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Attachment)) == 3


def test_files_need_an_account(app: Flask, cast: Cast) -> None:
    visitor = Browser(app)
    visitor.post("/propor/novo", {"token": "b" * 43, "problem": "Ninguém sabe."})
    draft = db.session.scalars(sa.select(Draft)).one()
    page = visitor.get(f"/propor/{draft.token}/5-assinatura").text
    assert 'type="file"' not in page
    send(visitor, draft, photo(), status=422)
    assert not db.session.scalars(sa.select(Attachment)).first()


def test_files_go_along_with_the_proposal(app: Flask, cast: Cast) -> None:
    draft = factories.draft(cast.plan, cast.ana)
    db.session.commit()
    ana = Browser(app, cast.ana)
    send(ana, draft, PDF, "lei.pdf")
    db.session.refresh(draft)
    ana.post(f"/propor/{draft.token}/conferencia", {"seen": draft.updated_at.isoformat()})
    attachment = db.session.scalars(sa.select(Attachment)).one()
    db.session.refresh(draft)
    assert (attachment.proposal_id, attachment.draft_id) == (draft.sent_id, None)


def test_a_draft_is_deleted_with_its_files(app: Flask, cast: Cast) -> None:
    draft = factories.draft(cast.plan, cast.ana)
    db.session.commit()
    ana = Browser(app, cast.ana)
    send(ana, draft, PDF, "lei.pdf")
    ana.post(f"/propor/{draft.token}/exclusao")
    assert not db.session.scalars(sa.select(Attachment.id)).first()
