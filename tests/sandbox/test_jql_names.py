"""Names of JQL fields and functions, as Atlassian's lists of fields and of functions have them."""

from __future__ import annotations

from typing import Any

import pytest

from jxl_sandbox.jira.jql.errors import JQLError
from jxl_sandbox.jira.jql.evaluate import compile_jql
from jxl_sandbox.jira.jql.functions import FUNCTIONS
from jxl_sandbox.jira.model import Actor, Site
from tests.sandbox.rest_site import Api, seeded_site


@pytest.fixture(scope="module")
def api() -> Api:
    api = Api(seeded_site())
    assert api.post("filter", {"name": "Open work", "jql": "status != Done"}).status_code == 200
    return api


@pytest.fixture(scope="module")
def site(api: Api) -> Site:
    return api.site


def compiles(site: Site, jql: str) -> None:
    admin = next(u for u in site.users.values() if u.about == "site administrator")
    compile_jql(jql, site, Actor("basic", admin))


EQUALITY = "= != in not_in"
PICKED = f"{EQUALITY} is is_not"
RELATIONAL = "< <= > >="
HISTORY = "was was_not was_in was_not_in changed"
TEXT = "~ !~"

# Names that mean the same, a value that fits, what may be asked.
_FIELDS: list[tuple[str, str, str]] = [
    ("affectedVersion", "latestReleasedVersion()", f"{PICKED} {RELATIONAL}"),
    ("assignee", "currentUser()", f"{PICKED} {HISTORY}"),
    ("attachments", "EMPTY", "is is_not"),
    ("category", "EMPTY", "is is_not = !="),
    ("comment", "word", TEXT),
    ("component", "EMPTY", PICKED),
    ("created createdDate", "-1d", f"{PICKED} {RELATIONAL}"),
    ("creator", "currentUser()", PICKED),
    ("description", "word", f"{TEXT} is is_not"),
    ("due dueDate", "-1d", f"{PICKED} {RELATIONAL}"),
    ("environment", "word", f"{TEXT} is is_not"),
    ("'Epic Link' 'Parent Link'", "PLAT-1", PICKED),
    ("filter request savedFilter searchRequest", "'Open work'", EQUALITY),
    ("fixVersion", "latestReleasedVersion()", f"{PICKED} {RELATIONAL} {HISTORY}"),
    ("hierarchyLevel", "0", f"{EQUALITY} {RELATIONAL}"),
    ("labels", "x", PICKED),
    ("lastViewed", "-1d", f"{PICKED} {RELATIONAL}"),
    ("level", "EMPTY", "is is_not"),
    ("originalEstimate timeOriginalEstimate", "1h", f"{PICKED} {RELATIONAL}"),
    ("parent", "PLAT-1", EQUALITY),
    ("parentEpic", "PLAT-1", EQUALITY),
    ("parentProject", "PLAT", EQUALITY),
    ("priority", "High", f"{PICKED} {RELATIONAL} {HISTORY}"),
    ("project space", "PLAT", PICKED),
    ("projectType", "software", EQUALITY),
    ("remainingEstimate timeEstimate", "1h", f"{PICKED} {RELATIONAL}"),
    ("reporter", "currentUser()", f"{PICKED} {HISTORY}"),
    ("resolution", "unresolved", f"{PICKED} {RELATIONAL} {HISTORY}"),
    ("resolved resolutionDate", "-1d", f"{PICKED} {RELATIONAL}"),
    ("sprint", "EMPTY", "is is_not"),
    ("status", "Done", f"{PICKED} {HISTORY}"),
    ("statusCategory", "Done", PICKED),
    ("summary", "word", f"{TEXT} is is_not"),
    ("text", "word", "~"),
    ("textfields", "word", "~"),
    ("timeSpent", "1h", f"{PICKED} {RELATIONAL}"),
    ("type issuetype workType", "Bug", PICKED),
    ("updated updatedDate", "-1d", f"{PICKED} {RELATIONAL}"),
    ("voter", "currentUser()", PICKED),
    ("votes", "1", f"{EQUALITY} {RELATIONAL}"),
    ("watcher", "currentUser()", PICKED),
    ("watchers", "1", f"{EQUALITY} {RELATIONAL}"),
    ("worklogAuthor", "currentUser()", PICKED),
    ("worklogComment", "word", "~"),
    ("worklogDate", "-1d", f"{PICKED} {RELATIONAL}"),
    ("key id issue issueKey workItem workItemKey", "PLAT-1", f"{EQUALITY} {RELATIONAL} {TEXT}"),
    ("issueLink workItemLink issueBlocks workItemIsBlockedBy 'issueLink'[\"blocks\"]", "PLAT-1", EQUALITY),
    ("issueLinkType workItemLinkType", "blocks", EQUALITY),
    ("workRatio", "75", f"{PICKED} {RELATIONAL}"),
]
_ALL = f"{PICKED} {RELATIONAL} {HISTORY} {TEXT}".split()


def _split(names: str) -> list[str]:
    """Names are parted by blanks outside of quotes."""
    parts = names.replace("'Epic Link'", "'Epic_Link'").replace("'Parent Link'", "'Parent_Link'").split()
    return [part.replace("_", " ") for part in parts]


def _clause(name: str, operator: str, value: str) -> str:
    word = operator.replace("_", " ")
    if operator.startswith("is"):
        return f"{name} {word} EMPTY"
    if operator == "changed":
        return f"{name} changed"
    is_list = operator in ("in", "not_in", "was_in", "was_not_in")
    return f"{name} {word} ({value})" if is_list else f"{name} {word} {value}"


@pytest.mark.parametrize(("names", "value", "operators"), _FIELDS)
def test_a_field_answers_to_all_its_names_and_to_its_operators_only(
    site: Site, names: str, value: str, operators: str
) -> None:
    for name in _split(names):
        for operator in operators.split():
            compiles(site, _clause(name, operator, value))
            compiles(site, _clause(name.upper(), operator, value).replace('["BLOCKS"]', '["blocks"]'))
        asked = set(operators.split()) | ({*EQUALITY.split(), "is", "is_not"} if value == "EMPTY" else set())
        if names == "parent":
            asked |= {"is", "is_not"}  # not in Atlassian's list, but in wide use
        for operator in set(_ALL) - asked:
            with pytest.raises(JQLError, match=r"not supported|History searches|does not support"):
                compiles(site, _clause(name, operator, value))


@pytest.mark.parametrize(
    "name",
    [
        "Fix versions",
        "Affects versions",
        "Issue Type",
        "Due date",
        "Original estimate",
        "Security Level",
        "Work type",
    ],
)
def test_words_of_the_screens_are_no_names(site: Site, name: str) -> None:
    with pytest.raises(JQLError, match=f"Field '{name}' does not exist"):
        compiles(site, f'"{name}" is EMPTY')


@pytest.mark.parametrize(
    ("field", "function"),
    [
        ("approvals", "approved()"),
        ("approvals", "pendingBy(somebody)"),
        ("'Time to resolution'", "breached()"),
        ("'Time to first response'", "remaining('2h')"),
        ("organizations", "organizationDetail(Region, APAC)"),
        ("entitlement", "entitlementProduct(Widget)"),
        ("'Request Type'", "currentUser()"),
        ("request-channel-type", "currentUser()"),
        ("journeyID", "currentUser()"),
    ],
)
def test_fields_that_the_site_has_not(site: Site, field: str, function: str) -> None:
    bare = field.strip("'")
    with pytest.raises(JQLError) as refusal:
        compiles(site, f"{field} = {function}")
    assert refusal.value.messages == (
        f"Field '{bare}' does not exist or you do not have permission to view it.",
    )


_DOCUMENTED_TEXT = """
approved approver breached cascadeOption choiceOption closedSprints completed componentsLeadByUser
currentLogin currentUser customerDetail earliestUnreleasedVersion elapsed endOfDay endOfMonth endOfWeek
endOfYear entitlementDetail entitlementProduct everBreached futureSprints issueHistory
issuesWithRemoteLinksByGlobalId lastLogin latestReleasedVersion linkedIssues linkedWorkItems membersOf
myApproval myPending myPendingApproval now openSprints organizationDetail organizationMembers paused pending
pendingApprovalBy pendingBy projectsLeadByUser projectsWhereUserHasPermission projectsWhereUserHasRole
releasedVersions remaining running spacesLeadByUser spacesWhereUserHasPermission spacesWhereUserHasRole
standardIssueTypes standardWorkTypes startOfDay startOfMonth startOfWeek startOfYear subTaskIssueTypes
subtaskWorkTypes unreleasedVersions updatedBy votedIssues votedWorkItems watchedIssues watchedWorkItems
withinCalendarHours workItemHistory workItemsWithRemoteLinksByGlobalId
"""
_DOCUMENTED = _DOCUMENTED_TEXT.split()


def test_every_documented_function_is_known_and_offered(api: Api) -> None:
    assert {spec.name for spec in FUNCTIONS.values()} == set(_DOCUMENTED)
    assert all(name == spec.name.casefold() for name, spec in FUNCTIONS.items())
    offered = {f["value"]: f for f in api.get("jql/autocompletedata").json()["visibleFunctionNames"]}
    assert set(offered) == {f"{name}()" for name in _DOCUMENTED}
    assert offered["issueHistory()"] == {
        "value": "issueHistory()",
        "displayName": "issueHistory()",
        "isList": "true",
        "types": ["com.atlassian.jira.issue.Issue"],
    }
    assert offered["lastLogin()"]["types"] == ["java.util.Date"]
    assert "isList" not in offered["lastLogin()"]


@pytest.mark.parametrize(
    ("jql", "message"),
    [
        (
            "status = approved()",
            "A value provided by the function 'approved' is invalid for the field 'status'.",
        ),
        (
            "created > remaining('2h')",
            "A value provided by the function 'remaining' is invalid for the field 'created'.",
        ),
        (
            "assignee in organizationDetail(Region, APAC)",
            "A value provided by the function 'organizationDetail' is invalid for the field 'assignee'.",
        ),
        (
            "status in approved()",
            "Operator 'in' does not support the non-list value 'approved()' for field 'status'.",
        ),
        ("status = approver()", "Function 'approver' expected at least '1' arguments but received '0'."),
        ("status = approved(x)", "Function 'approved' expected '0' arguments but received '1'."),
        (
            "reporter in organizationMembers(Acme)",
            "Function 'organizationMembers' can not generate a list of usernames for organization 'Acme'; the "
            "organization does not exist.",
        ),
        (
            "reporter in customerDetail(Region, APAC)",
            "Function 'customerDetail' can not generate a list of customers for detail 'Region'; the detail does not "
            "exist.",
        ),
        ("issue in parentEpic(PLAT-1)", "Unable to find JQL function 'parentEpic(PLAT-1)'."),
        ("issue in noSuch()", "Unable to find JQL function 'noSuch()'."),
        (
            "created in lastLogin()",
            "Operator 'in' does not support the non-list value 'lastLogin()' for field 'created'.",
        ),
        (
            "issue = issueHistory()",
            "Operator '=' does not support the list value 'issueHistory()' for field 'issue'.",
        ),
        ("issue in issueHistory(1)", "Function 'issueHistory' expected '0' arguments but received '1'."),
        (
            "issue in issuesWithRemoteLinksByGlobalId()",
            "Function 'issuesWithRemoteLinksByGlobalId' expected between '1' and '100' arguments but received '0'.",
        ),
    ],
)
def test_functions_out_of_place_are_refused(api: Api, jql: str, message: str) -> None:
    parsed: dict[str, Any] = api.post("jql/parse", {"queries": [jql]}).json()["queries"][0]
    assert parsed["errors"] == [message]
    assert api.post("jql/match", {"issueIds": [], "jqls": [jql]}).json()["matches"][0]["errors"] == [message]


def test_fields_that_only_jql_knows_are_offered_with_their_operators(api: Api) -> None:
    offered = {f["value"]: f for f in api.get("jql/autocompletedata").json()["visibleFieldNames"]}
    assert offered["filter"]["operators"] == ["!=", "=", "in", "not in"]
    assert offered["filter"]["auto"] == "true"
    assert offered["textfields"]["operators"] == ["~"]
    assert "auto" not in offered["textfields"]
    assert {"voter", "watcher", "worklogDate", "parentProject", "category", "text"} <= set(offered)
