"""
What the tests with other people's Jira clients share: the projects, who works there, what is not built yet.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import ParamSpec

import pytest

P = ParamSpec("P")


@dataclass(frozen=True)
class Place:
    """A company-managed project, a person who may do all usual work there, and an ordinary issue type."""

    key: str
    who: str
    issue_type: str
    board: str = ""

    def __str__(self) -> str:
        return self.key


ADMIN, AGENT = "site administrator", "service agent"
PLACES = (
    Place("PLAT", ADMIN, "Task", "scrum"),
    Place("RICH", ADMIN, "Task", "scrum"),
    Place("HELP", AGENT, "Service request"),
    Place("BUS", ADMIN, "Task", "kanban"),
    Place("STUDIO", ADMIN, "Task", "scrum"),
    Place("CORE", ADMIN, "Task", "kanban"),
    Place("PORTAL", ADMIN, "Task"),
    Place("TOOLS", ADMIN, "Task", "kanban"),
)
in_every_project = pytest.mark.parametrize("place", PLACES, ids=str)
in_scrum_projects = pytest.mark.parametrize("place", [p for p in PLACES if p.board == "scrum"], ids=str)


def built_or_listed(
    not_built: frozenset[str], status_of: Callable[[Exception], int | None]
) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """
    Decorate a test: if its name is listed as not built it must end in 501 and is skipped, else it must pass.

    Args:
        not_built: Names of tests; one that passes must not stand there.
        status_of: How a client's own exception tells the HTTP status; None for any other exception.
    """

    def decorate(test: Callable[P, None]) -> Callable[P, None]:
        name = test.__name__

        @functools.wraps(test)
        def run(*args: P.args, **kwargs: P.kwargs) -> None:
            if name not in not_built:
                test(*args, **kwargs)
                return
            try:
                test(*args, **kwargs)
            except Exception as error:
                if status_of(error) != 501:
                    raise
                pytest.skip(f"{name}: not built in the sandbox")
            pytest.fail(f"{name} works: take it off NOT_BUILT_YET")

        return run

    return decorate
