"""LibreOffice, in which a test opens the DOCX of a plan: the one that is here, else Debian's (260 MB)."""

import shutil

from tools import debian

MISSING = (
    "The plan's DOCX is opened in LibreOffice, and none is here.\n"
    "Install it: on Debian `apt-get install --no-install-recommends libreoffice-writer-nogui` as root."
)


def find() -> str | None:
    """Return the path of LibreOffice, or None where there is none."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def ensure() -> None:
    """Install LibreOffice where that can be done; say so where it cannot."""
    if find():
        return
    if debian.may_install():
        debian.install("Installing LibreOffice (half a minute)", "libreoffice-writer-nogui")
    else:
        print(f"  {MISSING}\n  Everything else is tested.", flush=True)
