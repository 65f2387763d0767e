"""What only Debian and its kin can give, through apt: Chromium and LibreOffice to root, a pip to anybody."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from tools.steps import CACHE, Stop, call, step

WHEELS = Path("usr/share/python-wheels")


def may_install() -> bool:
    """Say whether whoever runs this can install packages of the system."""
    return os.getuid() == 0 and shutil.which("apt-get") is not None


def install(title: str, *packages: str) -> None:
    """Install packages of the system, as one step; only where `may_install` says so."""
    quietly = {"DEBIAN_FRONTEND": "noninteractive"}
    with step(title):
        call("apt-get", "-qq", "update", extra=quietly)
        call("apt-get", "-qq", "install", "--yes", "--no-install-recommends", *packages, extra=quietly)


def pip_wheels() -> Iterator[Path]:
    """Find pip as a file: the system's, else the one in Debian's package, which is only unpacked here, without root."""
    yield from ("/" / WHEELS).glob("pip-*.whl")
    if not (shutil.which("apt-get") and shutil.which("dpkg")):
        return
    place = CACHE / "apt"
    for folder in ("lists/partial", "archives/partial"):
        (place / folder).mkdir(parents=True, exist_ok=True)
    own = ("-o", f"Dir::State::Lists={place}/lists", "-o", f"Dir::Cache={place}", "-o", "APT::Sandbox::User=")
    try:
        call("apt-get", *own, "update")
        call("apt-get", *own, "download", "python3-pip-whl", cwd=place)
        for package in place.glob("python3-pip-whl_*.deb"):
            call("dpkg", "-x", str(package), str(place))
    except Stop:
        return
    yield from (place / WHEELS).glob("pip-*.whl")
