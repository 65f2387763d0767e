"""Settings from OGP_* variables, with defaults that suit a developer's machine."""

import hashlib
import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask

ROOT = Path(__file__).resolve().parent.parent

STATEMENTS = 200
"""SQL statements kept in compiled form: more than the public pages have, and a bound on a worker's memory."""

DEFAULTS: dict[str, Any] = {
    "BRAND": "Participa SP",
    "CITY": "São Paulo",
    "DATABASE_URL": "",
    "SECRET_KEY": "",
    "SIGNING_KEY": "",
    "PASSWORD_SALT": "",
    "PUBLIC_URL": "http://127.0.0.1:5000",
    "HOSTS": "",
    "VAR": str(ROOT / "var"),
    "DEMONSTRATION": False,
    "HTTPS": False,
    "PROXIES": 0,
    "MAIL_SERVER": "",
    "MAIL_PORT": 25,
    "MAIL_STARTTLS": False,
    "MAIL_SMTPUTF8": False,
    "MAIL_USERNAME": "",
    "MAIL_PASSWORD": "",
    "MAIL_FROM": "Participa SP <nao-responda@example.org>",
    "HELP_PHONE": "156",
    "HELP_EMAIL": "ajuda@example.org",
    "TIMEZONE": "America/Sao_Paulo",
    "MAX_UPLOAD_MB": 5,
    "RATE_LIMITS": True,
    "ACCOUNTS_A_DAY": 200,
    "LIST_MEMORY_SECONDS": 60,
}


def load_settings(app: Flask, overrides: dict[str, Any] | None = None) -> None:
    """Fill ``app.config``: our settings under ``OGP_…`` names, then what the libraries call them."""
    for name, default in DEFAULTS.items():
        app.config[f"OGP_{name}"] = _as_typed(os.environ.get(f"OGP_{name}"), default)
    app.config.update(overrides or {})
    var = Path(app.config["OGP_VAR"])
    var.mkdir(mode=0o700, parents=True, exist_ok=True)  # the embedded database holds addresses
    secret = app.config["OGP_SECRET_KEY"] or _kept_secret(var / "secret-key")
    salt = app.config["OGP_PASSWORD_SALT"] or _kept_secret(var / "password-salt")
    signing = app.config["OGP_SIGNING_KEY"] or _kept_secret(var / "signing-key")
    https = bool(app.config["OGP_HTTPS"])
    app.config.update(
        SECRET_KEY=secret,
        LOG_KEY=log_key(signing),
        LOG_PUBLIC_KEY=log_key(signing).public_key().public_bytes_raw().hex(),
        SQLALCHEMY_DATABASE_URI=database_url(app.config["OGP_DATABASE_URL"], var),
        SQLALCHEMY_ENGINE_OPTIONS={"pool_pre_ping": False, "hide_parameters": True, "query_cache_size": STATEMENTS},
        MAX_CONTENT_LENGTH=int(app.config["OGP_MAX_UPLOAD_MB"]) * 3 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,  # a pasted book gets its form back, with a sentence beside the field
        SESSION_COOKIE_NAME="sessao",
        SESSION_COOKIE_PATH="/",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SECURE=https,
        REMEMBER_COOKIE_SAMESITE="Lax",
        REMEMBER_COOKIE_HTTPONLY=True,
        REMEMBER_COOKIE_SECURE=https,
        WTF_CSRF_TIME_LIMIT=None,
        BABEL_DEFAULT_LOCALE="pt_BR",
        BABEL_DEFAULT_TIMEZONE=app.config["OGP_TIMEZONE"],
        BABEL_TRANSLATION_DIRECTORIES="translations",
        SECURITY_PASSWORD_SALT=salt,
        ALEMBIC={"script_location": str(ROOT / "migrations")},
        ALEMBIC_CONTEXT={"render_as_batch": True, "compare_type": True, "include_name": is_modelled},
        TEMPLATES_AUTO_RELOAD=app.debug,
    )


def _as_typed(text: str | None, default: Any) -> Any:
    """The variable's text as the type of its default."""
    if text is None:
        return default
    if isinstance(default, bool):
        return text.strip().lower() in {"1", "true", "yes", "sim"}
    return int(text) if isinstance(default, int) else text


def database_url(given: str, var: Path) -> str:
    """The SQLAlchemy URL: the given one (a bare ``postgresql://`` gets psycopg), or the embedded SQLite file."""
    if not given:
        return f"sqlite:///{var / 'ogp-participa.sqlite'}"
    for bare in ("postgres://", "postgresql://"):
        if given.startswith(bare):
            return "postgresql+psycopg://" + given.removeprefix(bare)
    return given


def _kept_secret(path: Path) -> str:
    """A random secret that survives a restart; made once, readable by its owner alone. Several workers that start
    together get the same one: a file appears whole under its name, or was there already."""
    if not path.exists():
        part = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        part.touch(mode=0o600)
        part.write_text(secrets.token_urlsafe(32), encoding="ascii")
        with suppress(FileExistsError):
            os.link(part, path)
        part.unlink()
    return path.read_text(encoding="ascii").strip()


def log_key(secret: str) -> Ed25519PrivateKey:
    """The key that signs the ballots' log, made from a secret text."""
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(f"ballot log\n{secret}".encode()).digest())


def is_modelled(name: str | None, kind: str, _parents: object = None) -> bool:
    """For Alembic: whether a table, column or index of the database is described by the models.

    What is not is the search index, which differs by database and is made by a migration alone: on SQLite a virtual
    table ``search_index`` with its companions, on PostgreSQL a column and its index.
    """
    return not name or not name.startswith(("search_index", "ix_search_text_document", "document"))
