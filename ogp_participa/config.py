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

SHORTEST_SECRET = 32
"""Letters that a secret has at least: ours have 43, which are 256 bits."""

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
    "DATABASE_CONNECT_SECONDS": 3,
    "DATABASE_STATEMENT_SECONDS": 10,
    "DATABASE_LOCK_SECONDS": 4,
    "DATABASE_IDLE_SECONDS": 60,
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
    secret, salt, signing = (_secret(app, name, var) for name in ("SECRET_KEY", "PASSWORD_SALT", "SIGNING_KEY"))
    https = bool(app.config["OGP_HTTPS"])
    app.config.update(
        SECRET_KEY=secret,
        LOG_KEY=log_key(signing),
        LOG_PUBLIC_KEY=log_key(signing).public_key().public_bytes_raw().hex(),
        SQLALCHEMY_DATABASE_URI=database_url(app.config["OGP_DATABASE_URL"], var),
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


def _secret(app: Flask, name: str, var: Path) -> str:
    """Return a secret of the settings, or the one that is kept in a file where they give none."""
    given = str(app.config[f"OGP_{name}"])
    if not given:
        return _kept_secret(var / name.lower().replace("_", "-"))
    return given if name == "PASSWORD_SALT" else _strong(given, f"OGP_{name}")


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


class UnsafeSecret(RuntimeError):
    """A secret that cannot keep anything secret; the sentence says which, why, and what to do."""


def _kept_secret(path: Path) -> str:
    """Return a random secret that survives a restart: made once, and readable by its owner alone.

    Raises :class:`UnsafeSecret` where the file is not what was written into it: a lost secret is never made anew over
    it, since what was signed or marked with it depends on it.
    """
    if not path.exists():
        _write_secret(path)
    mode = path.stat().st_mode
    if mode & 0o077:
        raise UnsafeSecret(f"{path} can be read by others (mode {mode & 0o777:o}). Run: chmod 600 {path}")
    return _strong(path.read_text(encoding="ascii", errors="replace").strip(), str(path))


def _write_secret(path: Path) -> None:
    """Write a new secret so that it survives a power cut; several workers that start together keep the first one."""
    part = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    part.touch(mode=0o600, exist_ok=False)
    with part.open("w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(32))
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        os.link(part, path)  # whole under its name, or there already: a rename would take the place of another one
    part.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _strong(secret: str, name: str) -> str:
    """Return the secret; raises :class:`UnsafeSecret` where it is empty or so short that it can be guessed."""
    if len(secret) < SHORTEST_SECRET:
        state = f"has {len(secret)} letters, fewer than {SHORTEST_SECRET}" if secret else "is empty"
        raise UnsafeSecret(f"{name} {state}: it keeps nothing secret. Put the one back that was used so far.")
    return secret


def log_key(secret: str) -> Ed25519PrivateKey:
    """The key that signs the ballots' log, made from a secret text."""
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(f"ballot log\n{secret}".encode()).digest())


def is_modelled(name: str | None, kind: str, _parents: object = None) -> bool:
    """For Alembic: whether a table, column or index of the database is described by the models.

    What is not is the search index, which differs by database and is made by a migration alone: on SQLite a virtual
    table ``search_index`` with its companions, on PostgreSQL a column and its index.
    """
    return not name or not name.startswith(("search_index", "ix_search_text_document", "document"))
