"""The names this site answers to, and the one that it writes: whole addresses never come from what a request says."""

from collections.abc import Iterable
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app
from werkzeug.routing import MapAdapter
from werkzeug.wrappers import Request

UNKNOWN = (
    "Este endereço não é deste site. / This address is not one of this site. / Esta dirección no es de este sitio.\n"
    "(OGP_PUBLIC_URL, OGP_HOSTS)\n"
)


class Site(Flask):
    """An application whose whole addresses begin with ``OGP_PUBLIC_URL``, whatever host a request names.

    A shared cache may keep a page for everybody: an address written from the Host header would be the sender's choice.
    """

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """Return the adapter of a request; the addresses that it builds are the public ones."""
        adapter = super().create_url_adapter(request)  # type: ignore[arg-type]
        if adapter is not None:
            public = urlsplit(self.config["OGP_PUBLIC_URL"])
            adapter.server_name, adapter.url_scheme = public.netloc, public.scheme
        return adapter


def site_url() -> str:
    """Return the public address of the site, without the last slash."""
    return str(current_app.config["OGP_PUBLIC_URL"]).rstrip("/")


def host_of(address: str | None) -> str | None:
    """Return host and port of an address that somebody sent; None when it is none."""
    try:
        return urlsplit(address or "").netloc or None
    except ValueError:
        return None


class KnownHosts:
    """Answers 400 to hosts that are not ours, before anything reads them; drops Referer and Origin that are none.

    Ours are the host of ``OGP_PUBLIC_URL``, those of ``OGP_HOSTS`` (separated by commas), and this machine.
    """

    def __init__(self, app: Flask) -> None:
        self.config, self.inner = app.config, app.wsgi_app

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        for name in ("HTTP_REFERER", "HTTP_ORIGIN"):
            if name in environ and host_of(environ[name]) is None:
                del environ[name]
        if not self.knows(environ.get("HTTP_HOST", "localhost")):
            start_response("400 Bad Request", [("Content-Type", "text/plain; charset=utf-8")])
            return [UNKNOWN.encode()]
        return self.inner(environ, start_response)

    def knows(self, host: str) -> bool:
        """Whether this host, with or without a port, is one of ours."""
        try:
            name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
        except ValueError:
            return False
        public = urlsplit(self.config["OGP_PUBLIC_URL"]).hostname
        more = [part.strip().lower() for part in self.config["OGP_HOSTS"].split(",")]
        return bool(name) and (name in {public, "localhost", *more} or _is_this_machine(name))


def _is_this_machine(name: str) -> bool:
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False
