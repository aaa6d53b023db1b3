"""
Bringing documents of earlier formats up to the present one.

A format is raised only when older versions of jxl would misread what is stored; a member that they may pass over
needs no new format. A step only adds: what an earlier format meant stays where it was. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jxl.sheets.models import FORMAT

Step = Callable[[dict[str, Any]], dict[str, Any]]

#: By format, the step from it to the next. Format 1 is the only one so far.
STEPS: Mapping[int, Step] = {}


def upgrade(
    document: dict[str, Any], stored_format: int, steps: Mapping[int, Step] = STEPS, to: int = FORMAT
) -> dict[str, Any]:
    """
    Build the document of the present format.

    Args:
        document: As it was stored; it is not changed.
        stored_format: From 1 to ``to``.
    """
    for number in range(stored_format, to):
        document = steps[number](dict(document))
    return document
