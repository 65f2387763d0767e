"""What is logged says what went wrong and where, and nothing about anybody."""

import json
import logging
import sys

import pytest
from flask import Flask

from ogp_participa.core import logs
from ogp_participa.core.logs import without_values


def failing(email: str) -> None:
    """Something that goes wrong with a person's address in hand."""
    try:
        int(email)
    except ValueError as error:
        raise RuntimeError(f"nobody called {email}") from error


def test_an_exception_is_logged_without_its_values() -> None:
    with pytest.raises(RuntimeError) as caught:
        failing("maria@example.org")
    told = json.dumps(without_values({"exc_info": caught.value}))
    assert "RuntimeError" in told and "ValueError" in told and "failing" in told
    assert "maria" not in told


def test_flask_itself_says_nothing_of_an_exception(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    with app.test_request_context("/propor/segredo-do-rascunho/1-problema"), caplog.at_level(logging.DEBUG):
        try:
            failing("maria@example.org")
        except RuntimeError:
            app.log_exception(sys.exc_info())
    assert "maria" not in caplog.text and "segredo" not in caplog.text


def test_the_queue_tells_of_the_same_error_once_a_minute(capfd: pytest.CaptureFixture[str]) -> None:
    try:
        raise ConnectionError
    except ConnectionError:
        told = sys.exc_info()
    for at in (1000.0, 1010.0, 1059.0, 1061.0):
        record = logging.LogRecord("huey.consumer.Worker", logging.ERROR, "", 0, "", (), told)
        record.created = at
        assert logs._in_our_way(record) is False
    assert len(capfd.readouterr().err.splitlines()) == 2
