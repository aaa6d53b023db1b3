"""
Values of custom fields for seeded issues, by the kind of project.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from jxl_sandbox.jira.adf import document
from jxl_sandbox.jira.model import Project, Site
from jxl_sandbox.jira.seeds import fields as f
from jxl_sandbox.jira.seeds.texts import RawIssue

DAY_MS = 86_400_000
LABELS = (
    "customer",
    "quick-win",
    "documentation",
    "performance",
    "security",
    "tech-debt",
    "regression",
    "ux",
)
_POINTS = (0.5, 1, 1, 2, 2, 3, 3, 5, 5, 8, 13)


def day(moment_ms: int) -> str:
    """
    Render the UTC day of a moment.
    """
    return datetime.fromtimestamp(moment_ms / 1000, UTC).strftime("%Y-%m-%d")


class CustomValues:
    """
    Draws the custom values of one project's issues.

    Args:
        people: Account ids of those who work in the project.
    """

    def __init__(self, site: Site, project: Project, rng: random.Random, people: Sequence[str]) -> None:
        self._site = site
        self._project = project
        self._rng = rng
        self._people = people

    def fill(self, raw: RawIssue, values: dict[str, Any], created_ms: int) -> None:
        """Add what an issue of this project would have."""
        if self._project.style == "next-gen":
            self._team_values(values)
        elif self._project.type_key == "software":
            self._software_values(raw, values, created_ms)
        elif self._project.type_key == "service_desk":
            self._service_values(values, created_ms)

    def _software_values(self, raw: RawIssue, values: dict[str, Any], created_ms: int) -> None:
        rng, site, project = self._rng, self._site, self._project
        custom = raw.get("custom", {})
        people = self._people
        groups = sorted(site.groups)
        versions = list(project.versions)
        areas = list(site.fields[f.AREA].options.values())
        area = rng.choice(areas)
        drawn: dict[str, tuple[float, Any]] = {
            f.STORY_POINTS: (0.6, rng.choice(_POINTS)),
            f.START_DATE: (0.3, day(created_ms + rng.randrange(0, 20) * DAY_MS)),
            f.FLAGGED: (0.05, [self._option(f.FLAGGED)]),
            f.TEAM: (0.5, rng.choice(list(site.teams))),
            f.STAGE: (0.5, self._option(f.STAGE)),
            f.PLATFORMS: (0.4, self._some_options(f.PLATFORMS)),
            f.ROLLOUT: (0.4, self._option(f.ROLLOUT)),
            f.CHECKS: (0.3, self._some_options(f.CHECKS)),
            f.AREA: (0.5, [area.parent_id, area.id] if area.parent_id else [area.id]),
            f.REVIEWER: (0.4, rng.choice(people)),
            f.STAKEHOLDERS: (0.25, sorted(rng.sample(people, k=min(3, len(people))))),
            f.OWNING_GROUP: (0.3, rng.choice(groups)),
            f.INFORMED_GROUPS: (0.15, sorted(rng.sample(groups, k=2))),
            f.TOPICS: (0.25, sorted(rng.sample(LABELS, k=2))),
            f.RELATED_PROJECT: (0.15, rng.choice(list(site.projects))),
            f.FOUND_IN: (0.3, rng.choice(versions) if versions else None),
            f.BACKPORT_TO: (0.1, versions[-2:]),
            f.CUSTOMER_REFERENCE: (0.25, f"CR-{rng.randrange(1000, 9999)}"),
            f.REFERENCE_URL: (0.2, f"https://tracker.example.org/items/{rng.randrange(100, 99999)}"),
            f.ACCEPTANCE_CRITERIA: (0.2, document("* It works as described\n* The handbook says so too")),
            f.WORKAROUND: (1.0 if "Workaround Description" in custom else 0.0, None),
            f.CONFIDENCE: (0.3, rng.choice((0.25, 0.5, 0.75, 0.9, 1))),
            f.REVIEW_AT: (0.15, created_ms // 3_600_000 * 3_600_000 + rng.randrange(1, 30) * DAY_MS),
            f.EXTERNAL_REFERENCE: (0.2, f"EXT/{rng.randrange(10**6):06d}"),
            f.IMPORT_ID: (0.2, rng.randrange(10**6)),
        }
        for field_id, (share, value) in drawn.items():
            if rng.random() < share and value not in (None, []):
                values[field_id] = value
        if "Workaround Description" in custom:
            values[f.WORKAROUND] = document(custom["Workaround Description"])
        if "Reference URL" in custom and str(custom["Reference URL"]).startswith("http"):
            values[f.REFERENCE_URL] = custom["Reference URL"]

    def _team_values(self, values: dict[str, Any]) -> None:
        rng = self._rng
        if rng.random() < 0.6:
            values[f.STORY_POINT_ESTIMATE] = rng.choice(_POINTS)
        if rng.random() < 0.4:
            values[f.TEAM_RISK] = self._option(f.TEAM_RISK)
        if rng.random() < 0.3:
            values[f.TEAM_CONFIDENCE] = rng.choice((1, 2, 3, 4, 5))

    def _service_values(self, values: dict[str, Any], created_ms: int) -> None:
        rng = self._rng
        if rng.random() < 0.6:
            values[f.CUSTOMER_REFERENCE] = f"CR-{rng.randrange(1000, 9999)}"
        if rng.random() < 0.2:
            values[f.STAKEHOLDERS] = sorted(rng.sample(self._people, k=min(2, len(self._people))))
        if "duedate" not in values and rng.random() < 0.5:
            values["duedate"] = day(created_ms + 5 * DAY_MS)

    def _option(self, field_id: str) -> str:
        return self._rng.choice(list(self._site.fields[field_id].options))

    def _some_options(self, field_id: str) -> list[str]:
        options = list(self._site.fields[field_id].options)
        chosen = set(self._rng.sample(options, k=self._rng.randrange(1, 3)))
        return [option for option in options if option in chosen]
