"""A real mail server on loopback, and reading what it received."""

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as Collecting
from flask import Flask


class Postbox(Collecting):
    """Keeps what the server receives; ``refuse`` is what it answers instead, when set."""

    def __init__(self) -> None:
        super().__init__()
        self.mails: list[Any] = []
        self.refuse = ""
        self.__dict__["handle_RCPT"] = self.take  # the name that the server looks for

    async def take(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        """Take a recipient, or refuse it."""
        if self.refuse:
            return self.refuse
        envelope.rcpt_tos.append(address)
        return "250 OK"

    def handle_message(self, message: Message) -> None:
        """Called for each mail."""
        self.mails.append(message)


@contextmanager
def mail_server(app: Flask) -> Iterator[Postbox]:
    """The application sends its mail to a server of our own."""
    handler = Postbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Controller(handler, hostname="127.0.0.1", port=port)
    server.start()
    app.config.update(OGP_MAIL_SERVER="127.0.0.1", OGP_MAIL_PORT=port)
    try:
        yield handler
    finally:
        app.config.update(OGP_MAIL_SERVER="", OGP_MAIL_PORT=25)
        server.stop()


def text_of(mail: Any) -> str:
    """The text part of a received mail."""
    part = next(part for part in mail.walk() if part.get_content_type() == "text/plain")
    return str(part.get_payload(decode=True).decode())


def link_in(text: str, path: str) -> str:
    """The path of a link in a mail."""
    link = re.search(rf"https?://[^/\s]+(\S*{path}\S*)", text)
    assert link, text
    return link.group(1)
