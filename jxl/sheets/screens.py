"""A screen as a value, and the screen that explains a refusal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from jxl.connect.models import Caller
from jxl.permissions.policy import Action, Decision, Facts
from jxl.permissions.rights import ONE_IS_ENOUGH, Right, rights_on_site


@dataclass(frozen=True, slots=True)
class Screen:
    """
    What a page shows.

    Attributes:
        name: The template, of the page and of the fragment alike.
        decision: Why it is shown: the verdict about the action that the page is for. A screen that a refusal leads to
            carries the refusal, and its status says so.
    """

    name: str
    variables: dict[str, Any]
    decision: Decision
    status: int = 200

    def __post_init__(self) -> None:
        if not self.decision.allowed and self.status < 400:
            raise ValueError(f"the screen {self.name} would be shown to somebody who may not see it")


BuildScreen = Callable[[Caller], Screen]


def refused_on_site(facts: Facts, action: Action, decision: Decision, title: str) -> Screen:
    """Explain why something that the whole site decides is refused."""
    rights = rights_on_site(action, facts)
    return explained(
        decision, title, decision.reason, rights, ONE_IS_ENOUGH if len(rights) == 2 else "", None
    )


def explained(
    decision: Decision,
    title: str,
    reason: str,
    rights: list[Right],
    hint: str,
    project: dict[str, Any] | None,
    address: str = "",
) -> Screen:
    """
    Explain a refusal.

    Args:
        decision: The refusal.
        rights: What counts, and which of it the person has.
        hint: How the rights go together.
        project: As the pages show it; None for the whole site.
        address: Where in Jira the project's rights are granted, for the request to an administrator.
    """
    variables = {
        "page_title": title,
        "title": title,
        "project": project,
        "decisions": [asdict(right) for right in rights],
        "hint": hint,
        "reason": reason,
        "address": address,
    }
    return Screen("no_permission", variables, decision, 403)
