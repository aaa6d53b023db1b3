"""
The fields of a seeded site: Jira's system fields and custom fields of every type.

Ids of the software fields are those of a usual Jira Cloud site (Sprint 10020, Rank 10019 …). Names that other
modules need stand here as constants.
"""

from __future__ import annotations

from typing import Any

from jxl_sandbox.jira.model import FieldDefinition, FieldOption

TEAM = "customfield_10001"
EPIC_NAME = "customfield_10011"
EPIC_LINK = "customfield_10014"
START_DATE = "customfield_10015"
STORY_POINT_ESTIMATE = "customfield_10016"
PARENT_LINK = "customfield_10018"
RANK = "customfield_10019"
SPRINT = "customfield_10020"
FLAGGED = "customfield_10021"
STORY_POINTS = "customfield_10026"
STAGE = "customfield_10031"
PLATFORMS = "customfield_10032"
ROLLOUT = "customfield_10033"
CHECKS = "customfield_10034"
AREA = "customfield_10035"
REVIEWER = "customfield_10036"
STAKEHOLDERS = "customfield_10037"
OWNING_GROUP = "customfield_10038"
INFORMED_GROUPS = "customfield_10039"
TOPICS = "customfield_10040"
RELATED_PROJECT = "customfield_10041"
FOUND_IN = "customfield_10042"
BACKPORT_TO = "customfield_10043"
CUSTOMER_REFERENCE = "customfield_10044"
REFERENCE_URL = "customfield_10045"
ACCEPTANCE_CRITERIA = "customfield_10046"
WORKAROUND = "customfield_10047"
CONFIDENCE = "customfield_10048"
REVIEW_AT = "customfield_10049"
EXTERNAL_REFERENCE = "customfield_10050"
IMPORT_ID = "customfield_10051"
TEAM_CONFIDENCE = "customfield_10060"
TEAM_RISK = "customfield_10061"

_P = "com.atlassian.jira.plugin.system.customfieldtypes:"
_G = "com.pyxis.greenhopper.jira:"

# id, name, kind, schema type, items, JQL names, orderable, navigable, searchable
_SYSTEM: list[tuple[str, str, str, str | None, str | None, str, bool, bool, bool]] = [
    (
        "statuscategorychangedate",
        "Status Category Changed",
        "datetime",
        "datetime",
        None,
        "statusCategoryChangedDate",
        False,
        True,
        True,
    ),
    ("issuetype", "Issue Type", "issuetype", "issuetype", None, "issuetype type", True, True, True),
    ("timespent", "Time Spent", "seconds", "number", None, "timespent", False, True, False),
    ("project", "Project", "computed", "project", None, "project", False, True, True),
    ("fixVersions", "Fix versions", "versions", "array", "version", "fixVersion", True, True, True),
    (
        "statusCategory",
        "Status Category",
        "computed",
        "statusCategory",
        None,
        "statusCategory",
        False,
        True,
        True,
    ),
    ("aggregatetimespent", "Σ Time Spent", "computed", "number", None, "", False, True, False),
    ("resolution", "Resolution", "resolution", "resolution", None, "resolution", True, True, True),
    (
        "resolutiondate",
        "Resolved",
        "datetime",
        "datetime",
        None,
        "resolutiondate resolved",
        False,
        True,
        True,
    ),
    ("workratio", "Work Ratio", "computed", "number", None, "workratio", False, True, True),
    ("watches", "Watchers", "watches", "watches", None, "watchers", False, True, True),
    ("lastViewed", "Last Viewed", "computed", "datetime", None, "lastViewed", False, True, False),
    ("issuekey", "Key", "computed", None, None, "id issue issuekey key", False, True, False),
    ("created", "Created", "computed", "datetime", None, "created createdDate", False, True, True),
    ("priority", "Priority", "priority", "priority", None, "priority", True, True, True),
    ("labels", "Labels", "labels", "array", "string", "labels", True, True, True),
    (
        "aggregatetimeoriginalestimate",
        "Σ Original Estimate",
        "computed",
        "number",
        None,
        "",
        False,
        True,
        False,
    ),
    (
        "timeestimate",
        "Remaining Estimate",
        "seconds",
        "number",
        None,
        "remainingEstimate timeestimate",
        False,
        True,
        False,
    ),
    ("versions", "Affects versions", "versions", "array", "version", "affectedVersion", True, True, True),
    ("issuelinks", "Linked Issues", "issuelinks", "array", "issuelinks", "issueLink", True, True, True),
    ("assignee", "Assignee", "user", "user", None, "assignee", True, True, True),
    ("updated", "Updated", "computed", "datetime", None, "updated updatedDate", False, True, True),
    ("status", "Status", "status", "status", None, "status", False, True, True),
    ("components", "Components", "components", "array", "component", "component", True, True, True),
    (
        "timeoriginalestimate",
        "Original estimate",
        "seconds",
        "number",
        None,
        "originalEstimate timeoriginalestimate",
        False,
        True,
        False,
    ),
    ("description", "Description", "adf", "string", None, "description", True, True, True),
    ("timetracking", "Time tracking", "computed", "timetracking", None, "", True, False, True),
    ("security", "Security Level", "security", "securitylevel", None, "level", True, True, True),
    ("attachment", "Attachment", "computed", "array", "attachment", "attachments", True, False, True),
    (
        "aggregatetimeestimate",
        "Σ Remaining Estimate",
        "computed",
        "number",
        None,
        "",
        False,
        True,
        False,
    ),
    ("summary", "Summary", "string", "string", None, "summary", True, True, True),
    ("creator", "Creator", "user", "user", None, "creator", False, True, True),
    ("subtasks", "Sub-tasks", "computed", "array", "issuelinks", "subtasks", False, True, False),
    ("reporter", "Reporter", "user", "user", None, "reporter", True, True, True),
    ("aggregateprogress", "Σ Progress", "computed", "progress", None, "", False, True, False),
    ("environment", "Environment", "adf", "string", None, "environment", True, True, True),
    ("duedate", "Due date", "date", "date", None, "due duedate", True, True, True),
    ("progress", "Progress", "computed", "progress", None, "progress", False, True, False),
    ("comment", "Comment", "computed", "comments-page", None, "comment", True, False, True),
    ("votes", "Votes", "votes", "votes", None, "votes", False, True, False),
    ("worklog", "Log Work", "computed", "array", "worklog", "", True, False, True),
    ("parent", "Parent", "parent", None, None, "parent", False, True, False),
]

# id, name, kind, schema type, items, custom key, orderable
_CUSTOM: list[tuple[str, str, str, str, str | None, str]] = [
    (TEAM, "Team", "team", "team", None, "com.atlassian.jira.plugin.system.customfieldtypes:atlassian-team"),
    (EPIC_NAME, "Epic Name", "string", "string", None, _G + "gh-epic-label"),
    (EPIC_LINK, "Epic Link", "computed", "any", None, _G + "gh-epic-link"),
    (START_DATE, "Start date", "date", "date", None, _P + "datepicker"),
    (STORY_POINT_ESTIMATE, "Story point estimate", "number", "number", None, _G + "jsw-story-points"),
    (PARENT_LINK, "Parent Link", "computed", "any", None, "com.atlassian.jpo:jpo-custom-field-parent"),
    (RANK, "Rank", "rank", "any", None, _G + "gh-lexo-rank"),
    (SPRINT, "Sprint", "sprint", "array", "json", _G + "gh-sprint"),
    (FLAGGED, "Flagged", "options", "array", "option", _P + "multicheckboxes"),
    (STORY_POINTS, "Story Points", "number", "number", None, _P + "float"),
    (STAGE, "Deployment stage", "option", "option", None, _P + "select"),
    (PLATFORMS, "Platforms", "options", "array", "option", _P + "multiselect"),
    (ROLLOUT, "Rollout", "option", "option", None, _P + "radiobuttons"),
    (CHECKS, "Checks", "options", "array", "option", _P + "multicheckboxes"),
    (AREA, "Area", "cascade", "option-with-child", None, _P + "cascadingselect"),
    (REVIEWER, "Reviewer", "user", "user", None, _P + "userpicker"),
    (STAKEHOLDERS, "Stakeholders", "users", "array", "user", _P + "multiuserpicker"),
    (OWNING_GROUP, "Owning group", "group", "group", None, _P + "grouppicker"),
    (INFORMED_GROUPS, "Informed groups", "groups", "array", "group", _P + "multigrouppicker"),
    (TOPICS, "Topics", "labels", "array", "string", _P + "labels"),
    (RELATED_PROJECT, "Related project", "project", "project", None, _P + "project"),
    (FOUND_IN, "Found in version", "version", "version", None, _P + "version"),
    (BACKPORT_TO, "Backport to", "versions", "array", "version", _P + "multiversion"),
    (CUSTOMER_REFERENCE, "Customer reference", "string", "string", None, _P + "textfield"),
    (REFERENCE_URL, "Reference URL", "url", "string", None, _P + "url"),
    (ACCEPTANCE_CRITERIA, "Acceptance criteria", "adf", "string", None, _P + "textarea"),
    (WORKAROUND, "Workaround", "adf", "string", None, _P + "textarea"),
    (CONFIDENCE, "Confidence", "number", "number", None, _P + "float"),
    (REVIEW_AT, "Review meeting", "datetime", "datetime", None, _P + "datetime"),
    (EXTERNAL_REFERENCE, "External reference", "string", "string", None, _P + "readonlyfield"),
    (IMPORT_ID, "Import id", "number", "number", None, _P + "importid"),
    (TEAM_CONFIDENCE, "Confidence", "number", "number", None, _P + "float"),
    (TEAM_RISK, "Risk", "option", "option", None, _P + "select"),
]

_OPTIONS: dict[str, list[str]] = {
    FLAGGED: ["Impediment"],
    STAGE: ["Development", "Staging", "Pilot", "Production"],
    PLATFORMS: ["Linux", "Windows", "macOS", "Android", "iOS"],
    ROLLOUT: ["All at once", "In steps", "Behind a switch"],
    CHECKS: ["Documentation", "Security", "Accessibility", "Translation"],
    TEAM_RISK: ["Low", "Medium", "High"],
}
_CASCADE: dict[str, list[str]] = {
    "Back end": ["Storage", "Messaging", "Interfaces"],
    "Front end": ["Pages", "Widgets"],
    "Operations": ["Deployment", "Monitoring"],
    "Documentation": [],
}

# What an edit screen holds, in order; the project's own custom fields follow.
COMMON_SCREEN = (
    "summary",
    "issuetype",
    "priority",
    "labels",
    "components",
    "versions",
    "fixVersions",
    "assignee",
    "reporter",
    "description",
    "environment",
    "duedate",
    "parent",
    "timetracking",
    "issuelinks",
    "attachment",
    "comment",
)


def system_fields() -> list[FieldDefinition]:
    """
    Build Jira's system fields in the order ``GET /field`` gives them here.
    """
    built = []
    for field_id, name, kind, type_, items, clauses, orderable, navigable, searchable in _SYSTEM:
        schema: dict[str, Any] | None = None
        if type_ is not None:
            schema = {"type": type_, **({"items": items} if items else {}), "system": field_id}
        built.append(
            FieldDefinition(
                field_id,
                name,
                kind,
                schema,
                tuple(clauses.split()),
                key=field_id,
                orderable=orderable,
                navigable=navigable,
                searchable=searchable,
            )
        )
    return built


def custom_fields(
    software_ids: frozenset[str], team_project_id: str, service_ids: frozenset[str]
) -> list[FieldDefinition]:
    """
    Build the custom fields with their options and contexts.

    Args:
        software_ids: Company-managed software projects: only they have points, platforms and the like.
        team_project_id: The team-managed project, which owns two fields; one repeats another's name.
        service_ids: Service projects, which share the customer's fields with the software ones.
    """
    everywhere = {TEAM, START_DATE, RANK, SPRINT, FLAGGED, EPIC_LINK, PARENT_LINK, STORY_POINT_ESTIMATE}
    built = []
    for field_id, name, kind, type_, items, custom in _CUSTOM:
        number = int(field_id.removeprefix("customfield_"))
        scoped = field_id in (TEAM_CONFIDENCE, TEAM_RISK)
        definition = FieldDefinition(
            field_id,
            name,
            kind,
            {"type": type_, **({"items": items} if items else {}), "custom": custom, "customId": number},
            (f"cf[{number}]", name),
            key=field_id,
            custom=True,
            options={o.id: o for o in _options(field_id, number)},
            scope_project_id=team_project_id if scoped else None,
        )
        if scoped:
            definition.project_ids = frozenset({team_project_id})
        elif field_id in (CUSTOMER_REFERENCE, WORKAROUND, REFERENCE_URL, STAKEHOLDERS, REVIEWER):
            definition.project_ids = software_ids | service_ids
        elif field_id not in everywhere:
            definition.project_ids = software_ids
        built.append(definition)
    return built


def _options(field_id: str, number: int) -> list[FieldOption]:
    first = number * 100
    if field_id != AREA:
        return [FieldOption(str(first + i), value) for i, value in enumerate(_OPTIONS.get(field_id, []))]
    options: list[FieldOption] = []
    for parent, children in _CASCADE.items():
        head = FieldOption(str(first + len(options)), parent)
        options.append(head)
        for child in children:
            options.append(FieldOption(str(first + len(options)), child, head.id))
    return options
