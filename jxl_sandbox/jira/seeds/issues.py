"""
Issues of a seeded project: real words and worklogs, invented life.

The data set holds resolved issues only, so states, people, dates, sprints, epics and custom values are drawn
here; always in the same way for the same project, number and random source.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any
from zlib import crc32

from jxl_sandbox.jira.adf import document
from jxl_sandbox.jira.change_items import items_of
from jxl_sandbox.jira.model import Issue, Project, Site, Sprint
from jxl_sandbox.jira.seeds import catalogue as c
from jxl_sandbox.jira.seeds import fields as f
from jxl_sandbox.jira.seeds.customs import DAY_MS, LABELS, CustomValues, day
from jxl_sandbox.jira.seeds.grants import ADMINISTRATORS, AGENTS, MEMBER
from jxl_sandbox.jira.seeds.texts import RawIssue, days_between

_TYPE_WORDS = {
    "Bug": "bug",
    "Defect": "bug",
    "Improvement": "improvement",
    "Enhancement": "improvement",
    "Feature Request": "feature",
    "New Feature": "feature",
    "Story": "feature",
    "Sub-task": "subtask",
    "Component Upgrade Subtask": "subtask",
}
# By the first type of a project that has it; "task" stands for whatever is left.
_TYPES: dict[str, dict[str, str]] = {
    "software": {
        "bug": c.BUG,
        "improvement": c.IMPROVEMENT,
        "feature": c.STORY,
        "subtask": c.SUBTASK,
        "task": c.TASK,
        "epic": c.EPIC,
    },
    "support": {
        "bug": c.INCIDENT,
        "improvement": c.CHANGE,
        "feature": c.CHANGE,
        "subtask": c.SUBTASK,
        "task": c.SERVICE_REQUEST,
    },
    "team": {
        "bug": c.TEAM_BUG,
        "improvement": c.TEAM_STORY,
        "feature": c.TEAM_STORY,
        "subtask": c.TEAM_SUBTASK,
        "task": c.TEAM_TASK,
        "epic": c.TEAM_EPIC,
    },
}
_TYPES["classic"] = {**_TYPES["software"], "feature": c.NEW_FEATURE}
_TYPES["business"] = {"subtask": c.SUBTASK, "epic": c.EPIC, "task": c.TASK}

_PRIORITY_OF = {"Blocker": "1", "Critical": "2", "Major": "3", "Minor": "4", "Trivial": "5", "Optional": "5"}
_EPIC_THEMES = (
    "{} made dependable",
    "{}: fewer surprises",
    "Faster {}",
    "{} for new colleagues",
    "Tidy up {}",
    "{} on the new platform",
    "{}: what customers asked for",
)
_SHARES = 5  # over so many people the work of one person of the data set is spread
_WITH_HISTORY = 4  # one issue in so many has a changelog from before
_COPY_ENDINGS = ("second part", "after the upgrade", "on the test system", "for the pilot", "follow-up")


class IssueSeeder:
    """
    Makes issues of one project, oldest first.

    Args:
        now_ms: The site's time; nothing seeded is later.
        flavour: ``software``, ``classic``, ``support``, ``team`` or ``business``: which types words become.
    """

    def __init__(self, site: Site, project: Project, flavour: str, rng: random.Random, now_ms: int) -> None:
        self._site = site
        self._project = project
        self._types = _TYPES[flavour]
        self._rng = rng
        self._now_ms = now_ms
        actors = set().union(*(project.roles.get(role, ()) for role in (ADMINISTRATORS, MEMBER, AGENTS)))
        self._workers = sorted(a.removeprefix("user:") for a in actors if a.startswith("user:"))
        self._reporters = sorted({*self._workers, project.lead})
        self._is_software = project.type_key == "software" and project.style == "classic"
        self._new_ids: dict[str, int] = {}  # key or id in the data set -> issue made of it
        self._epics = [i for i in project.issue_ids if self._level(site.issues[i]) == 1]
        self._standard = [i for i in project.issue_ids if self._level(site.issues[i]) == 0][-200:]
        self._customs = CustomValues(site, project, rng, self._workers)
        self._documents: dict[str, dict[str, Any] | None] = {}
        self._components = {v["name"]: k for k, v in project.components.items()}
        self._versions = {v["name"]: k for k, v in project.versions.items()}
        boards = {b.id for b in site.boards.values() if b.project_id == project.id}
        self._sprints = [s for s in site.sprints.values() if s.board_id in boards]

    def seed(self, raws: Sequence[RawIssue], begin_ms: int, end_ms: int, *, epics_every: int = 25) -> None:
        """
        Make an issue of each raw one, spread evenly between two moments, and an epic before each so many.
        """
        copies: dict[str, int] = {}
        step = (end_ms - begin_ms) / max(1, len(raws))
        for place, raw in enumerate(raws):
            created_ms = int(begin_ms + (place + self._rng.random() * 0.9) * step)
            age = 1 - (created_ms - begin_ms) / max(1, end_ms - begin_ms)
            if epics_every and "epic" in self._types and place % epics_every == 0:
                self._add_epic(raw, created_ms - 1000, age)
            copy = copies.get(raw["key"], 0)
            copies[raw["key"]] = copy + 1
            self._add(raw, created_ms, age, copy)

    def _level(self, issue: Issue) -> int:
        return self._site.issue_types[issue.values["issuetype"]].hierarchy_level

    def _person(self, word: str | None, among: Sequence[str]) -> str:
        if word is None:
            return self._rng.choice(among)
        return among[crc32(word.encode()) % len(among)]

    def _new_issue(self, values: dict[str, Any], created_ms: int, updated_ms: int) -> Issue:
        project = self._project
        issue = Issue(
            self._site.next_issue_id,
            f"{project.key}-{project.next_number}",
            project.id,
            values,
            created_ms,
            max(created_ms, min(updated_ms, self._now_ms - 60_000)),
        )
        project.next_number += 1
        self._site.add_issue(issue)
        return issue

    def _add_epic(self, raw: RawIssue, created_ms: int, age: float) -> None:
        rng = self._rng
        topic = (raw.get("components") or [self._project.name])[0]
        name = rng.choice(_EPIC_THEMES).format(topic)
        values = self._common(raw, created_ms, age)
        values |= {
            "summary": name,
            "issuetype": self._types["epic"],
            "description": document(f"Everything about {topic} that belongs together."),
            f.START_DATE: day(created_ms),
            "duedate": day(created_ms + rng.randrange(60, 200) * DAY_MS),
        }
        if self._is_software:
            values[f.EPIC_NAME] = name
        self._epics.append(self._new_issue(values, created_ms, values.pop("_updated")).id)

    def _add(self, raw: RawIssue, created_ms: int, age: float, copy: int) -> None:
        rng = self._rng
        word = _TYPE_WORDS.get(raw["issuetype"], "task")
        parent = self._parent(raw, word)
        if word == "subtask" and parent is None:
            word = "task"
        values = self._common(raw, created_ms, age)
        summary = raw["summary"]
        if copy:
            summary = f"{summary[:220]} ({_COPY_ENDINGS[(copy - 1) % len(_COPY_ENDINGS)]})"
        values["summary"] = summary[:255]
        values["issuetype"] = self._types.get(word, self._types["task"])
        values["description"] = self._document(raw.get("description"))
        values["environment"] = (
            self._document(raw.get("environment")) if self._project.style == "classic" else None
        )
        if parent is not None:
            values["parent"] = parent
            if word == "subtask":
                values["security"] = self._site.issues[parent].values.get("security")
        if rng.random() < 0.3:
            values["duedate"] = day(created_ms + rng.randrange(3, 60) * DAY_MS)
        if self._sprints and word != "subtask":
            self._plan(values, created_ms)
        self._customs.fill(raw, values, created_ms)
        issue = self._new_issue(values, created_ms, values.pop("_updated"))
        self._add_links(raw, issue)
        if issue.id % _WITH_HISTORY == 0:
            self._add_history(issue)
        if not copy:
            self._new_ids[raw["key"]] = self._new_ids[raw["id"]] = issue.id
        if word != "subtask":
            self._standard = [*self._standard[-199:], issue.id]

    def _parent(self, raw: RawIssue, word: str) -> int | None:
        rng = self._rng
        if word == "subtask":
            known = self._new_ids.get(str(raw.get("parentId", "")))
            if known is not None:
                return known
            return rng.choice(self._standard[-12:]) if self._standard and rng.random() < 0.8 else None
        if self._epics and rng.random() < 0.7:
            return rng.choice(self._epics[-3:])
        return None

    def _document(self, text: str | None) -> dict[str, Any] | None:
        if not text:
            return None
        if text not in self._documents:
            self._documents[text] = document(text)
        return self._documents[text]

    def _common(self, raw: RawIssue, created_ms: int, age: float) -> dict[str, Any]:
        """Values every kind of issue has; ``_updated`` is taken out again by the caller."""
        rng, project = self._rng, self._project
        statuses = self._site.workflows[project.workflows[project.issue_type_ids[0]]].status_ids
        categories = {s: self._site.statuses[s].category for s in statuses}
        is_done = rng.random() < 0.1 + 0.82 * min(1.0, age * 1.7)
        done_at = created_ms + int(
            (0.2 + min(90.0, days_between(raw["created"], raw["resolutiondate"]))) * DAY_MS
        )
        if done_at > self._now_ms - 3_600_000:
            is_done = False
        if is_done:
            status = rng.choice([s for s in statuses if categories[s] == "done"])
            changed = done_at
        else:
            kind = "new" if rng.random() < 0.55 else "indeterminate"
            status = rng.choice([s for s in statuses if categories[s] == kind])
            changed = created_ms if kind == "new" else self._later(created_ms, 0.6)
        reporter = self._person(raw.get("reporter"), self._reporters)
        share = crc32(raw["key"].encode()) % _SHARES  # a few people there did most of the work
        has_assignee = rng.random() < (0.96 if is_done else 0.8)
        word = raw.get("assignee")
        word = f"{word}/{share}" if word else None
        assignee = self._person(word, self._workers) if has_assignee else None
        spent = min(int(raw.get("timespent") or 0), 3_000_000) if is_done or rng.random() < 0.4 else 0
        original = raw.get("timeoriginalestimate") or None
        values: dict[str, Any] = {
            "status": status,
            "statuscategorychangedate": changed,
            "resolution": c.RESOLUTION_OF.get(raw["resolution"], "10000") if is_done else None,
            "resolutiondate": changed if is_done else None,
            "priority": _PRIORITY_OF.get(raw["priority"], "3")
            if rng.random() < 0.6
            else rng.choice("12334445"),
            "assignee": assignee,
            "reporter": reporter,
            "creator": reporter,
            "labels": sorted(
                {*(label.replace(" ", "-") for label in raw.get("labels", ())), *self._extra_labels()}
            ),
            "votes": rng.sample(self._workers, k=min(len(self._workers), raw["votes"] % 7)),
            "watches": [reporter, *([assignee] if assignee and assignee != reporter else [])],
            "timeoriginalestimate": original,
            "timespent": spent or None,
            "timeestimate": max(0, (original or 0) - spent) if original or spent else None,
            f.RANK: "",
            "_updated": self._later(changed, 0.3),
        }
        if spent:
            values["worklog"] = self._worklogs(raw, created_ms, changed)
        if project.style == "classic":
            values["components"] = [self._component(n) for n in raw.get("components", ())]
            values["versions"] = [self._version(n) for n in raw.get("versions", ())]
            keep = is_done or rng.random() < 0.5
            values["fixVersions"] = [self._version(n) for n in raw.get("fixVersions", ())] if keep else []
        if project.security_levels and rng.random() < 0.25:
            values["security"] = rng.choice(sorted(project.security_levels))
        return values

    def _later(self, moment_ms: int, share: float) -> int:
        """A moment between one and now, the sooner the smaller the share."""
        room = max(0, self._now_ms - moment_ms)
        return moment_ms + int(room * share * self._rng.random() ** 3)

    def _extra_labels(self) -> list[str]:
        return self._rng.sample(LABELS, k=self._rng.choice((0, 0, 0, 1, 1, 2)))

    def _worklogs(self, raw: RawIssue, created_ms: int, until_ms: int) -> list[dict[str, Any]]:
        logs = raw.get("worklogs", ())[:20]
        step = max(1, (until_ms - created_ms) // (len(logs) + 1))
        first = self._site.next_worklog_id
        self._site.next_worklog_id += len(logs)
        return [
            {
                "id": str(first + place),
                "author": self._person(log["author"], self._workers),
                "started": created_ms + step * (place + 1),
                "seconds": log["timeSpentSeconds"],
            }
            for place, log in enumerate(logs)
        ]

    def _component(self, name: str) -> str:
        if name not in self._components:
            component_id = str(10000 + sum(len(p.components) for p in self._site.projects.values()))
            lead = self._rng.choice(self._workers) if self._rng.random() < 0.7 else None
            self._project.components[component_id] = {
                "id": component_id,
                "name": name,
                "description": f"All about {name}.",
                "lead": lead,
            }
            self._components[name] = component_id
        return self._components[name]

    def _version(self, name: str) -> str:
        if name not in self._versions:
            version_id = str(10000 + sum(len(p.versions) for p in self._site.projects.values()))
            self._project.versions[version_id] = {
                "id": version_id,
                "name": name,
                "description": "",
                "archived": False,
                "released": False,
                "releaseDate": None,
            }
            self._versions[name] = version_id
        return self._versions[name]

    def _plan(self, values: dict[str, Any], created_ms: int) -> None:
        rng = self._rng
        closed = [s for s in self._sprints if s.state == "closed"]
        resolved = values["resolutiondate"]
        planned: list[int] = []
        if resolved is not None:
            for place, sprint in enumerate(closed):
                if _holds(sprint, resolved) and rng.random() < 0.85:
                    if place and rng.random() < 0.25:
                        planned.append(closed[place - 1].id)
                    planned.append(sprint.id)
        else:
            active = next((s for s in self._sprints if s.state == "active"), None)
            future = [s for s in self._sprints if s.state == "future"]
            draw = rng.random()
            is_begun = self._site.statuses[values["status"]].category == "indeterminate"
            if closed and is_begun and created_ms < (closed[-1].start_ms or 0) and draw < 0.35:
                planned.append(closed[-1].id)
            if active and draw < (0.6 if is_begun else 0.2):
                planned.append(active.id)
            elif future and not is_begun and draw < 0.45:
                planned.append(rng.choice(future).id)
        if planned:
            values[f.SPRINT] = planned

    def _add_history(self, issue: Issue) -> None:
        """Tell in the changelog how the issue came from its first status to where it is."""
        values, site = issue.values, self._site
        first = site.workflows[self._project.workflows[values["issuetype"]]].status_ids[0]
        items = [
            *items_of(site, issue, "status", first, values["status"]),
            *items_of(site, issue, "resolution", None, values["resolution"]),
        ]
        items = [item for item in items if item["from"] != item["to"]]
        if items:
            entry = {
                "id": str(site.next_changelog_id),
                "author": values["assignee"] or values["reporter"],
                "created_ms": values["statuscategorychangedate"],
                "items": items,
            }
            site.next_changelog_id += 1
            issue.changelog.append(entry)

    def _add_links(self, raw: RawIssue, issue: Issue) -> None:
        """Link both ways to the issues made of those it was linked to, or at times to an earlier one."""
        wanted = [
            (c.LINK_TYPE_OF[link["type"]], self._new_ids.get(link["outward"]))
            for link in raw.get("issuelinks", ())
        ]
        if self._standard and self._rng.random() < 0.08:
            wanted.append((self._rng.choice(("10000", "10003")), self._rng.choice(self._standard)))
        for type_id, other_id in wanted:
            if other_id is None or other_id == issue.id:
                continue
            link_id = str(self._site.next_link_id)
            self._site.next_link_id += 1
            ends = ((issue, "outward", other_id), (self._site.issues[other_id], "inward", issue.id))
            for owner, direction, target in ends:
                links = owner.values.setdefault("issuelinks", [])
                links.append({"id": link_id, "type": type_id, "direction": direction, "issue": target})


def _holds(sprint: Sprint, moment_ms: int) -> bool:
    return (sprint.start_ms or 0) <= moment_ms < (sprint.complete_ms or sprint.end_ms or 0)
