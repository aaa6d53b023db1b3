"""
Find Chromium for the browser tests, or install it: ``$CHROMIUM``, then the PATH, then Debian's package when root,
else Playwright's own build. Run as a script it makes sure that there is one.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_chromium() -> str | None:
    """Path of an installed Chromium; None when only Playwright's own build can be there."""
    named = os.environ.get("CHROMIUM")
    if named:
        if not os.access(named, os.X_OK):
            sys.exit(f"CHROMIUM is set to {named}, which cannot be run.")
        return named
    return next((path for path in map(shutil.which, NAMES) if path), None)


def ensure_chromium() -> str | None:
    """Find Chromium, installing it where there is none; None means Playwright's own build."""
    found = find_chromium()
    if found:
        return found
    if os.geteuid() == 0 and shutil.which("apt-get"):
        environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], check=True, env=environ)
        subprocess.run(["apt-get", "install", "-y", "-qq", "chromium"], check=True, env=environ)
        found = find_chromium()
        if not found:
            sys.exit("Debian's package chromium was installed but brought no chromium.")
        return found
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)
    return None


if __name__ == "__main__":
    print(f"Chromium: {ensure_chromium() or 'the one that Playwright brings'}")  # noqa: T201 - a script
