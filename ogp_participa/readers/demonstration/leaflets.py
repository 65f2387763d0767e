"""Small PDF documents for the demonstration, written by hand: the same words give the same bytes."""

from textwrap import wrap

_HEAD = "BT /F1 15 Tf 60 770 Td 20 TL ({title}) Tj T* /F1 11 Tf 16 TL T* {lines} ET"


def leaflet(title: str, paragraphs: list[str]) -> bytes:
    """One page with a title and paragraphs."""
    lines = [line for paragraph in paragraphs if paragraph for line in (*wrap(paragraph, 88), "")]
    drawn = _HEAD.format(title=_escaped(title), lines=" ".join(f"({_escaped(line)}) Tj T*" for line in lines))
    content = drawn.encode("cp1252", "replace")
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    page = b"/Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 4 0 R >> >> /Contents 5 0 R"
    return _joined(
        [
            b"<< /Type /Catalog /Pages 2 0 R /Lang (pt-BR) >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page " + page + b" >>",
            font,
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        ]
    )


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _joined(objects: list[bytes]) -> bytes:
    """The objects one after the other, with the table of where each begins."""
    written, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    end = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(written))
    return written + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + end
