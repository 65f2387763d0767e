"""Draw a picture again in a process of its own.

``python -m ogp_participa.core.documents.images JPEG`` reads it and writes WebP.

What a stranger sends is unpacked here and nowhere else: a picture made to fill the memory or to break the library
ends this process and not the worker that serves others, and the worker never grows by the library.
"""

import io
import resource
import sys

from PIL import Image, ImageOps, UnidentifiedImageError

SIDE = 1280
QUALITY = 82
PIXELS = {"JPEG": 25_000_000, "PNG": 10_000_000, "WEBP": 10_000_000}
"""Pixels a picture may have. A JPEG is made smaller while it is read, the others are unpacked whole."""

TOO_MANY_PIXELS, BROKEN = 3, 4
"""How the process ends when it draws nothing; ``uploads`` has the sentences."""

MEMORY, SECONDS = 768 * 1024 * 1024, 20
"""Bytes of address space and seconds of the processor that one picture may take."""


def main() -> None:
    """The picture on the standard input, upright, at most ``SIDE`` pixels a side, without anything else it carried."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    kind = sys.argv[1]
    try:
        picture = Image.open(io.BytesIO(sys.stdin.buffer.read()), formats=[kind])
        if picture.width * picture.height > PIXELS[kind]:
            sys.exit(TOO_MANY_PIXELS)
        sys.stdout.buffer.write(redrawn(picture))
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError, MemoryError):
        sys.exit(BROKEN)


def redrawn(picture: Image.Image) -> bytes:
    """The picture as WebP, made of its pixels alone."""
    picture.draft("RGB", (SIDE, SIDE))
    upright = ImageOps.exif_transpose(picture)
    if upright.mode.startswith("I"):  # grey in sixteen bits, as scanners write it: all of it above 255 would be white
        upright = upright.convert("I").point(lambda value: value * (1 / 256) + 0).convert("L")
    seen = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    seen.thumbnail((SIDE, SIDE))
    drawn = io.BytesIO()
    Image.frombytes(seen.mode, seen.size, seen.tobytes()).save(drawn, "WEBP", quality=QUALITY)
    return drawn.getvalue()


if __name__ == "__main__":
    main()
