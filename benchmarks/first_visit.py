"""What a first visit costs over the wire, and a second one: ``.venv/bin/python -m benchmarks.first_visit``.

Serves the demonstration with gunicorn, opens pages in Chromium with an empty cache as a phone does, counts requests and
bytes (heads and compressed bodies), and looks at what an anonymous answer says about caching. Ends with 1 when a target
is missed.
"""

import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, sync_playwright
from rich.console import Console
from rich.table import Table

from tests.servers import CHROMIUM_ARGUMENTS, chromium_path
from tools.steps import ROOT, program

PAGES = {"home": "/", "list": "/planos/demonstracao/propostas"}
MOST_BYTES, MOST_REQUESTS = 60 * 1024, 8
PATIENCE = 30  # seconds for the server to answer first
SHARED = "s-maxage"


@dataclass
class Visit:
    """What went over the wire for one page: (type, address, bytes) of each request."""

    sent: dict[str, tuple[str, str]] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    cached: set[str] = field(default_factory=set)

    @property
    def requests(self) -> list[tuple[str, str, int]]:
        """Those that left the browser."""
        return [(*what, self.sizes.get(key, 0)) for key, what in self.sent.items() if key not in self.cached]

    @property
    def size(self) -> int:
        """All bytes."""
        return sum(size for _kind, _address, size in self.requests)


@contextmanager
def served() -> Iterator[int]:
    """The demonstration under gunicorn, in a folder of its own; gives the port."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        environment = os.environ | {
            "OGP_VAR": folder,
            "OGP_DATABASE_URL": "",
            "OGP_PUBLIC_URL": f"http://127.0.0.1:{port}",
        }
        for arguments in (["db", "upgrade"], ["demo", "fill"]):
            command = [program("ogp-participa"), *arguments]
            subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
        command = [
            program("gunicorn"),
            "--threads",
            "4",
            "--bind",
            f"127.0.0.1:{port}",
            "--log-level",
            "error",
            "wsgi:app",
        ]
        server = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            _wait(port)
            yield port
        finally:
            server.terminate()
            server.wait()


def _wait(port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            if ask(port, "/healthz").status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The server did not answer.")


def ask(port: int, path: str, **headers: str) -> http.client.HTTPResponse:
    """One plain request."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    answer.read()
    return answer


def watch(context: BrowserContext, address: str) -> Visit:
    """Open a page in a new tab and write down every request."""
    visit, page = Visit(), context.new_page()
    wire: Any = context.new_cdp_session(page)

    def sent(event: dict[str, Any]) -> None:
        visit.sent[event["requestId"]] = (event.get("type", "Other"), event["request"]["url"])

    def received(event: dict[str, Any]) -> None:
        if event["response"].get("fromDiskCache") or event["response"]["url"].startswith("data:"):
            visit.cached.add(event["requestId"])

    wire.on("Network.requestWillBeSent", sent)
    wire.on("Network.responseReceived", received)
    wire.on("Network.requestServedFromCache", lambda event: visit.cached.add(event["requestId"]))
    wire.on(
        "Network.loadingFinished", lambda event: visit.sizes.update({event["requestId"]: event["encodedDataLength"]})
    )
    wire.send("Network.enable")
    page.goto(address, wait_until="networkidle")
    page.close()
    return visit


def anonymous_answers(port: int, path: str) -> dict[str, bool]:
    """What an answer to nobody in particular must be."""
    first = ask(port, path, Accept_Encoding="br")
    again = ask(port, path, Accept_Encoding="br", If_None_Match=first.getheader("ETag", ""))
    return {
        "no cookie": first.getheader("Set-Cookie") is None,
        "compressed": first.getheader("Content-Encoding") == "br",
        "ETag": bool(first.getheader("ETag")),
        "shared caching": SHARED in first.getheader("Cache-Control", "")
        and "public" in first.getheader("Cache-Control", ""),
        "304": again.status == 304,
    }


def measure(browser: Browser, port: int, table: Table) -> list[str]:
    """Fill the table; returns the targets that were missed."""
    missed: list[str] = []
    origin = f"http://127.0.0.1:{port}"
    for name, path in PAGES.items():
        context = browser.new_context(viewport={"width": 360, "height": 740}, locale="pt-BR", device_scale_factor=2)
        first, again = watch(context, origin + path), watch(context, origin + path)
        context.close()
        for title, visit in (("first", first), ("repeat", again)):
            strangers = sum(not address.startswith(origin) for _kind, address, _size in visit.requests)
            kinds = ", ".join(f"{kind} {size:,}" for kind, _address, size in visit.requests)
            table.add_row(name, title, str(len(visit.requests)), f"{visit.size:,}", str(strangers), kinds)
            missed += [f"{name}, {title}: {strangers} requests to others"] if strangers else []
        if first.size > MOST_BYTES or len(first.requests) > MOST_REQUESTS:
            missed.append(f"{name}: {first.size} bytes in {len(first.requests)} requests")
        if [kind for kind, _address, _size in again.requests] != ["Document"]:
            missed.append(f"{name}: a repeat visit asks for more than the page: {again.requests}")
        missed += [f"{name}: not {what}" for what, holds in anonymous_answers(port, path).items() if not holds]
    return missed


def main() -> int:
    """Measure and print."""
    table = Table("Page", "Visit", "Requests", "Bytes", "Third party", "What")
    with served() as port, sync_playwright() as playwright:
        arguments = [*CHROMIUM_ARGUMENTS, "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=arguments)
        missed = measure(browser, port, table)
        browser.close()
    console = Console()
    console.print(table)
    console.print(f"Targets: at most {MOST_BYTES:,} bytes in {MOST_REQUESTS} requests; a repeat visit only the page;")
    console.print("anonymous answers: no cookie, compressed, ETag, shared caching, 304.")
    console.print("\n".join(f"Missed: {one}" for one in missed) or "All reached.")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
