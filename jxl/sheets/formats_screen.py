"""The screen of a sheet's conditional formats."""

from __future__ import annotations

from collections.abc import Mapping

from jxl.connect.models import Caller
from jxl.sheets.editor_screen import editor_screen
from jxl.sheets.screens import Screen


def formats_screen(caller: Caller, arguments: Mapping[str, str]) -> Screen:
    """Build the screen with all formats of a sheet; ``item`` names the one to open."""
    return editor_screen(caller, arguments, "formats", "Conditional formats", "formats")
