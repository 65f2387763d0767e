"""LibreOffice, in which a test opens the DOCX of a plan: the one that is here, else the distribution's, for root.

It takes half a minute and 260 MB. Without root nothing is installed, and `./dev test` says what is not tried for that.
"""

import os
import shutil

from tools.steps import call, step

MISSING = (
    "The plan's DOCX is opened in LibreOffice, and none is here.\n"
    "Install it: on Debian `apt-get install --no-install-recommends libreoffice-writer-nogui` as root."
)


def find() -> str | None:
    """Return the path of LibreOffice, or None where there is none."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def may_install() -> bool:
    """Say whether it can be installed by whoever runs this."""
    return os.getuid() == 0 and shutil.which("apt-get") is not None


def ensure() -> None:
    """Install LibreOffice where that can be done; say so where it cannot."""
    if find():
        return
    if not may_install():
        print(f"  {MISSING}\n  Everything else is tested.", flush=True)
        return
    with step("Installing LibreOffice (half a minute)"):
        quietly = {"DEBIAN_FRONTEND": "noninteractive"}
        call("apt-get", "-qq", "update", extra=quietly)
        call("apt-get", "-qq", "install", "--yes", "--no-install-recommends", "libreoffice-writer-nogui", extra=quietly)
