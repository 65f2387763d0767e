"""Jinja as this application uses it: compiled once for all workers, one dictionary of globals, labels for keys."""

from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

from flask import Flask
from flask.templating import Environment
from jinja2 import FileSystemBytecodeCache

from ogp_participa.core.hosts import site_url
from ogp_participa.core.vocabularies.labels import GROUPS, RIGHTS, label_of, name_of_stage, value_of, voice_of


class Templates(Environment):
    """Flask's templates; they share one dictionary of globals, since none has globals of its own.

    Jinja would chain two for each template, and compare them at each of the forty imports of a page.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals


def compiled_templates(app: Flask) -> FileSystemBytecodeCache:
    """Templates are compiled once for all workers, also for those to come: in a folder that is the platform's alone."""
    folder = Path(app.config["OGP_VAR"]) / "templates"
    folder.mkdir(mode=0o700, exist_ok=True)
    return FileSystemBytecodeCache(str(folder))


def init_labels(app: Flask) -> None:
    """Let templates say the words of facts and of the calendar, which are stored under keys."""
    app.jinja_env.filters.update(fact_label=label_of, fact_voice=voice_of, fact_value=value_of)
    app.jinja_env.globals.update(FACT_GROUPS=GROUPS, stage_name=name_of_stage, site_url=site_url, right_name=RIGHTS.get)
