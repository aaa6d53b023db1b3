"""
Access classes: which issues most likely have the same rights for the person, and what such a class is called.

Pure. A class is project, issue type, status, whether the person is the reporter, and whether they are the assignee:
what schemes, screens and workflows look at. Its name follows from these alone, so that it stays the same through all
requests of a load. Where rights differ inside a class all the same (a grant to whom a user picker names, say), a finer
class is named after the class and those rights.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import astuple
from hashlib import blake2b
from typing import Any

from jxl.permissions.cells import IssueFacts, IssueRight

CLASS_FIELDS = ("project", "issuetype", "status", "reporter", "assignee")
NO_ANSWER = "a0"  # the class of rows about which Jira did not say anything

_Key = tuple[Any, Any, Any, bool, bool]
_NOTHING: _Key = ("", "", "", False, False)


class AccessClasses:
    """
    Names the class of each issue, and knows what the issues of a class are.

    Args:
        account_id: Of the person.
    """

    def __init__(self, account_id: str) -> None:
        self._account_id = account_id
        self._names: dict[_Key, str] = {}
        self._facts: dict[str, IssueFacts] = {}
        self._screens: dict[str, tuple[str, str, str]] = {}

    def name(self, values: Mapping[str, Any]) -> str:
        """Name the class of an issue, from its fields as Jira gives them."""
        try:
            project, kind, status = values["project"], values["issuetype"], values["status"]
            reporter, assignee = values.get("reporter"), values.get("assignee")
            key: _Key = (
                project["id"],
                kind["id"],
                status["id"],
                reporter is not None and reporter.get("accountId") == self._account_id,
                assignee is not None and assignee.get("accountId") == self._account_id,
            )
            name = self._names.get(key)
        except (KeyError, TypeError, AttributeError):
            # In a strange shape, or of a load that did not ask for these fields: rights are asked by issue anyway.
            key, project, kind, status = _NOTHING, {}, {}, {}
            name = self._names.get(key)
        if name is None:
            name = self._names[key] = _digest(*key)
            self._facts[name] = _facts_of(project, kind, status)
            self._screens[name] = (str(key[0]), str(key[1]), str(key[2]))
        return name

    def facts(self, name: str) -> IssueFacts:
        """Get what the issues of a class are."""
        return self._facts[name]

    def screen(self, name: str) -> tuple[str, str, str]:
        """Get what decides, beside rights, which fields can be changed: ids of project, issue type and status."""
        return self._screens[name]

    def to_json(self, names: Iterable[str]) -> dict[str, list[Any]]:
        """Write some classes down, for whoever goes on with the load."""
        return {
            name: [*self._screens[name][1:], *astuple(self._facts[name])] for name in dict.fromkeys(names)
        }

    def take(self, written: Mapping[str, list[Any]]) -> None:
        """Take in what :meth:`to_json` wrote."""
        for name, (type_id, status_id, *facts) in written.items():
            self._facts[name] = IssueFacts(*facts)
            self._screens[name] = (self._facts[name].project_id, type_id, status_id)


def finer_name(name: str, granted: frozenset[IssueRight]) -> str:
    """Name the part of a class in which the person holds just these rights."""
    return _digest(name, *sorted(granted))


def _digest(*parts: Any) -> str:
    # 48 bits: among a thousand classes two have the same name once in 500 million loads.
    return "a" + blake2b(repr(parts).encode(), digest_size=6).hexdigest()


def _facts_of(project: Mapping[str, Any], kind: Mapping[str, Any], status: Mapping[str, Any]) -> IssueFacts:
    return IssueFacts(
        project_id=str(project.get("id") or ""),
        project=str(project.get("name") or project.get("key") or ""),
        is_team_managed=project.get("simplified") is True,
        is_service=project.get("projectTypeKey") == "service_desk",
        issue_type=str(kind.get("name") or ""),
        is_subtask=kind.get("subtask") is True,
        status=str(status.get("name") or ""),
    )
