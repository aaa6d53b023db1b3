"""
A workflow's transitions, as plain values.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Transition:
    """
    One way into a status.

    ``from_status_ids`` is None for a global transition, which starts anywhere. ``screen`` names the fields that
    may be sent with it, ``required`` those that must. ``permission`` is a project permission that it needs
    beside *Transition issues*. ``resolution_id`` is what it resolves an issue as when its screen does not ask;
    ``clears_resolution`` opens the issue again.
    """

    id: str
    name: str
    to_status_id: str
    from_status_ids: frozenset[str] | None = None
    screen: tuple[str, ...] = ()
    required: frozenset[str] = frozenset()
    permission: str | None = None
    resolution_id: str | None = None
    clears_resolution: bool = False

    @property
    def is_global(self) -> bool:
        return self.from_status_ids is None

    def starts_at(self, status_id: str) -> bool:
        """Whether it leads out of a status."""
        return self.from_status_ids is None or status_id in self.from_status_ids
