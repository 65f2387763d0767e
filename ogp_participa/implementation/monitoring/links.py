"""Whether an address of the web still leads somewhere. Only addresses that everybody can reach are asked."""

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Callable
from urllib.parse import urlsplit

PATIENCE = 10
"""Seconds that a server may take."""
GONE = (404, 410)

Allowed = Callable[[str], bool]


def is_public(address: str) -> bool:
    """Return whether an IP address belongs to the open internet: a link of a stranger never leads into the house."""
    return ipaddress.ip_address(address).is_global


def leads_nowhere(url: str, allowed: Allowed = is_public) -> bool | None:
    """Return whether an address is gone: its server says so, or its name is nobody's. None where nobody can say.

    The address that was checked is the one that is spoken to, so that a name cannot change its meaning in between.
    Redirects are not followed: who answers is there.
    """
    parts = urlsplit(url)
    host = parts.hostname
    if parts.scheme not in ("http", "https") or not host:
        return None
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as unknown:
        return True if unknown.errno in (socket.EAI_NONAME, socket.EAI_NODATA) else None
    except UnicodeError:
        return None
    reachable = [str(entry[4][0]) for entry in addresses if allowed(str(entry[4][0]))]
    if not reachable:
        return None
    try:
        return _status(parts.scheme, host, reachable[0], port, parts.path or "/", parts.query) in GONE
    except (OSError, http.client.HTTPException):
        return None


def _status(scheme: str, host: str, address: str, port: int, path: str, query: str) -> int:
    """Ask the server at an address for a page of a host; returns the status of its answer."""
    connection = http.client.HTTPConnection(host, port, timeout=PATIENCE)
    connection.sock = socket.create_connection((address, port), timeout=PATIENCE)
    if scheme == "https":
        connection.sock = ssl.create_default_context().wrap_socket(connection.sock, server_hostname=host)
    try:
        connection.request("HEAD", path + (f"?{query}" if query else ""), headers={"User-Agent": "ogp-participa"})
        return connection.getresponse().status
    finally:
        connection.close()
