"""
Issue security schemes as plain values; who is in a level is :class:`SecurityLevel`'s matter.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from jxl_sandbox.jira.model import SecurityLevel


@dataclass(slots=True)
class IssueSecurityScheme:
    """
    The security levels that some projects share.

    ``levels`` is the very dict that each of those projects has as ``security_levels``.
    """

    id: str
    name: str
    description: str
    levels: dict[str, SecurityLevel] = field(default_factory=dict)
    default_level_id: str | None = None
    project_ids: set[str] = field(default_factory=set)
