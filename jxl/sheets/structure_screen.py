"""The screen of one structure of a sheet."""

from __future__ import annotations

from collections.abc import Mapping

from jxl.connect.models import Caller
from jxl.sheets.editor_screen import editor_screen
from jxl.sheets.screens import Screen


def structure_screen(caller: Caller, arguments: Mapping[str, str]) -> Screen:
    """Build the screen of the structure that ``item`` names: the first one without it, ``new`` to make one."""
    return editor_screen(caller, arguments, "structure", "Structure", "structures")
