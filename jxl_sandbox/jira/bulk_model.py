"""
A bulk operation on issues, as a plain value.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal


@dataclass(slots=True)
class BulkTask:
    """
    ``processed`` and ``failed`` hold issue ids; ``invalid_count`` those that were not there or not visible.

    ``submitted_by`` is an account id; moments are epoch milliseconds.
    """

    id: str
    submitted_by: str
    created_ms: int
    total: int
    status: Literal["ENQUEUED", "RUNNING", "COMPLETE", "FAILED"] = "ENQUEUED"
    started_ms: int | None = None
    updated_ms: int | None = None
    processed: list[int] = field(default_factory=list)
    failed: dict[int, list[str]] = field(default_factory=dict)
    invalid_count: int = 0
