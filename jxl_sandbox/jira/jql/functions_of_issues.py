"""
JQL functions that give issues: linked, voted for, watched, viewed, updated by somebody.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from datetime import timedelta

from jxl_sandbox.jira.conversation import visible_entries
from jxl_sandbox.jira.jql.calls import ANY, Call, FunctionSpec, people_named
from jxl_sandbox.jira.jql.dates import parse_moment, to_ms
from jxl_sandbox.jira.jql.errors import JQLError
from jxl_sandbox.jira.model import Issue
from jxl_sandbox.jira.remote_links import remote_links_of

_HOURS = re.compile(r"\d\s*[hm]")


def _issue(call: Call) -> Issue:
    issue = call.context.find_issue(call.arguments[0])
    if issue is None:
        raise JQLError(f"Issue '{call.arguments[0]}' could not be found in function '{call.name}'.")
    return issue


def _linked_issues(call: Call) -> list[int]:
    issue, types = _issue(call), call.context.site.link_types.values()
    wanted: set[tuple[str, str]] | None = None
    if len(call.arguments) > 1:
        wanted = set()
        for text in call.arguments[1:]:
            name = text.casefold()
            found = {
                (t.id, direction)
                for t in types
                for direction, phrase in (("outward", t.outward), ("inward", t.inward))
                if name in (phrase.casefold(), t.name.casefold())
            }
            if not found:
                raise JQLError(f"Issue link type '{text}' could not be found in function '{call.name}'.")
            wanted |= found
    links = issue.values.get("issuelinks") or ()
    return [k["issue"] for k in links if wanted is None or (k["type"], k["direction"]) in wanted]


def _issues_with_person(field_id: str) -> Callable[[Call], list[int]]:
    def run(call: Call) -> list[int]:
        me = call.user.account_id
        return [i.id for i in call.context.site.issues.values() if me in (i.values.get(field_id) or ())]

    return run


def _viewed_issues(call: Call) -> list[int]:
    """Whoever is not logged in has viewed nothing here: there are no sessions without a person."""
    return list(call.context.views)


def _remotely_linked_issues(call: Call) -> list[int]:
    wanted = set(call.arguments)
    issues = call.context.site.issues.values()
    return [i.id for i in issues if any(link["global_id"] in wanted for link in remote_links_of(i))]


def _updated_by(call: Call) -> list[int]:
    """Making an issue, changing a field, commenting, and the last edit of a comment are updates."""
    people = people_named(call, "issues")
    begin, end = (_argument_ms(call, at) for at in (1, 2))

    def is_meant(account_id: str | None, at_ms: int) -> bool:
        return account_id in people and (begin is None or at_ms >= begin) and (end is None or at_ms <= end)

    return [i.id for i in call.context.site.issues.values() if any(is_meant(*act) for act in _acts(call, i))]


def _acts(call: Call, issue: Issue) -> Iterator[tuple[str | None, int]]:
    """Who did something to an issue, and when; comments that the caller may not see tell nothing."""
    yield issue.values.get("creator"), issue.created_ms
    for entry in issue.changelog:
        yield entry["author"], entry["created_ms"]
    if issue.values.get("comment"):
        for comment in visible_entries(call.context.site, call.context.actor, issue, "comment"):
            yield comment["author"], comment["created_ms"]
            yield comment["update_author"], comment["updated_ms"]


def _argument_ms(call: Call, at: int) -> int | None:
    if at >= len(call.arguments):
        return None
    text, now = call.arguments[at], call.context.now
    moment = parse_moment(text, now)
    if moment is None:
        raise JQLError(f"Date value '{text}' in function '{call.name}' is invalid.")
    if _HOURS.search(text):
        # Nothing shorter than a day is known to this function: periods are rounded up to whole days.
        days = math.ceil(abs(moment - now) / timedelta(days=1))
        moment = now + timedelta(days=days if moment > now else -days)
    return to_ms(moment)


_LINKED = FunctionSpec("linkedIssues", "issue", True, _linked_issues, 1, ANY)
_VOTED = FunctionSpec("votedIssues", "issue", True, _issues_with_person("votes"))
_WATCHED = FunctionSpec("watchedIssues", "issue", True, _issues_with_person("watches"))
_VIEWED = FunctionSpec("issueHistory", "issue", True, _viewed_issues)
_REMOTE = FunctionSpec("issuesWithRemoteLinksByGlobalId", "issue", True, _remotely_linked_issues, 1, 100)

ISSUE_FUNCTIONS = (
    _LINKED,
    _LINKED.renamed("linkedWorkItems"),
    _VOTED,
    _VOTED.renamed("votedWorkItems"),
    _WATCHED,
    _WATCHED.renamed("watchedWorkItems"),
    _VIEWED,
    _VIEWED.renamed("workItemHistory"),
    _REMOTE,
    _REMOTE.renamed("workItemsWithRemoteLinksByGlobalId"),
    FunctionSpec("updatedBy", "issue", True, _updated_by, 1, 3),
)
