"""What every response has: security headers, honest caching, and static files with their content in their name."""

import gzip
import hashlib
import os
from pathlib import Path
from wsgiref.headers import Headers

import brotli
from flask import Flask, Response, request, session
from flask_compress import Compress
from werkzeug.routing import IntegerConverter, ValidationError
from whitenoise import WhiteNoise

STATIC = Path(__file__).with_name("static")

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}

LARGEST = 2**31 - 1

PUBLIC_CACHE = "public, max-age=0, s-maxage=60, stale-while-revalidate=300"
PRIVATE_CACHE = "private, no-store"


class Number(IntegerConverter):
    """A number in an address, as large as the database's own numbers: a larger one names nothing (404)."""

    def to_python(self, value: str) -> int:
        number = int(super().to_python(value)) if len(value) < 12 else LARGEST + 1
        if number > LARGEST:
            raise ValidationError
        return number


def init_web(app: Flask) -> None:
    """Headers, caching, compression and static files."""
    app.config.update(
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=4,
        COMPRESS_MIN_SIZE=500,
        COMPRESS_EVALUATE_CONDITIONAL_REQUEST=False,
    )
    app.after_request(seal)
    Compress(app)
    bundle = build_static(Path(app.config["OGP_VAR"]) / "static")
    noise = WhiteNoise(
        app.wsgi_app,
        max_age=31_536_000,
        immutable_file_test=lambda path, url: True,
        allow_all_origins=False,
        add_headers_function=seal_file,
    )
    noise.add_files(str(Path(app.config["OGP_VAR"]) / "static"), prefix="static/")
    app.wsgi_app = noise

    def static_url(name: str) -> str:
        return f"/static/{bundle[name]}"

    app.jinja_env.globals["static_url"] = static_url


def personal() -> bool:
    """Whether the request comes with something that says who is asking, or the answer starts such a thing."""
    return bool(request.cookies) or session.modified


def seal(response: Response) -> Response:
    """Security headers on everything; for anonymous pages an ETag and shared caching, for all else privacy."""
    headers = response.headers
    for name, value in HEADERS.items():
        if name not in headers:
            headers[name] = value
    if "token" in (request.view_args or {}):  # the address itself opens something: it goes to nobody else
        headers["Referrer-Policy"] = "same-origin"
    if request.is_secure:
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    if "Cache-Control" in headers:
        if personal():  # what is seen signed in is private, also files that are the same for everybody
            headers["Cache-Control"] = headers["Cache-Control"].replace(PUBLIC_CACHE, PRIVATE_CACHE)
        return response
    headers.add("Vary", "Cookie")
    if request.method not in ("GET", "HEAD") or response.status_code != 200 or personal():
        headers["Cache-Control"] = PRIVATE_CACHE
        return response
    headers["Cache-Control"] = PUBLIC_CACHE
    if not response.is_streamed:
        response.set_etag(hashlib.blake2b(response.get_data(), digest_size=12).hexdigest(), weak=True)
        response.make_conditional(request)
    return response


def seal_file(headers: Headers, _path: str, _url: str) -> None:
    """Security headers on static files, which are served before the application is asked."""
    for name, value in HEADERS.items():
        headers[name] = value


def build_static(folder: Path) -> dict[str, str]:
    """Write every static file under a name that holds its content's hash; returns plain name → hashed name.

    ``app.css`` is joined from the tokens, the base, the layout and one file for each component.
    """
    css = STATIC / "css"
    parts = [css / "tokens.css", css / "base.css", css / "layout.css", *sorted(css.glob("components/*.css"))]
    files = {"app.css": b"\n".join(part.read_bytes() for part in parts if part.exists())}
    for kind in ("js", "img"):
        for path in sorted((STATIC / kind).glob("*")):
            files[path.name] = path.read_bytes()
    folder.mkdir(parents=True, exist_ok=True)
    names: dict[str, str] = {}
    for name, content in files.items():
        stem, _, ending = name.rpartition(".")
        names[name] = f"{stem}.{hashlib.blake2b(content, digest_size=8).hexdigest()}.{ending}"
        _write(folder / names[name], content)
    return names


def _write(path: Path, content: bytes) -> None:
    """Write the file and its compressed twins, each at once or not at all: several workers start together."""
    packed = {"": content, ".br": brotli.compress(content), ".gz": gzip.compress(content, mtime=0)}
    for ending, data in packed.items():
        target = path.with_name(path.name + ending)
        if not target.exists():
            part = target.with_name(f"{target.name}.{os.getpid()}.part")
            part.write_bytes(data)
            part.replace(target)
