"""
What every seeded site is configured with: issue types, statuses, priorities, resolutions, links.

Ids follow those of a fresh Jira Cloud site where it has any. Pure values; nothing here makes an issue.
"""

from __future__ import annotations

from jxl_sandbox.jira.model import IssueType, LinkType, Priority, Resolution, Status, Team

EPIC, STORY, TASK, SUBTASK, BUG = "10000", "10001", "10002", "10003", "10004"
IMPROVEMENT, NEW_FEATURE = "10005", "10006"
SERVICE_REQUEST, INCIDENT, CHANGE = "10010", "10011", "10012"
TEAM_EPIC, TEAM_STORY, TEAM_TASK, TEAM_BUG, TEAM_SUBTASK = "10020", "10021", "10022", "10023", "10024"

OPEN, IN_PROGRESS, RESOLVED, CLOSED = "1", "3", "5", "6"
BACKLOG, SELECTED, IN_REVIEW, BLOCKED, DONE = "10000", "10001", "10002", "10003", "10004"
WAITING_SUPPORT, WAITING_CUSTOMER, ESCALATED = "10010", "10011", "10012"
TEAM_TODO, TEAM_DOING, TEAM_DONE = "10020", "10021", "10022"


def issue_types(team_project_id: str) -> list[IssueType]:
    """
    Build the issue types; a team-managed project has its own, with names that repeat the site's.
    """
    return [
        IssueType(EPIC, "Epic", "A big piece of work that holds others.", 1, "epic"),
        IssueType(STORY, "Story", "Functionality told from a user's side.", 0, "story"),
        IssueType(TASK, "Task", "A small, distinct piece of work.", 0, "task"),
        IssueType(SUBTASK, "Sub-task", "A part of another issue.", -1, "subtask"),
        IssueType(BUG, "Bug", "A problem or error.", 0, "bug"),
        IssueType(IMPROVEMENT, "Improvement", "Makes something that works work better.", 0, "improvement"),
        IssueType(NEW_FEATURE, "New Feature", "Something that was not there before.", 0, "new-feature"),
        IssueType(SERVICE_REQUEST, "Service request", "Somebody asks for a service.", 0, "service-request"),
        IssueType(INCIDENT, "Incident", "A service is down or poor.", 0, "incident"),
        IssueType(CHANGE, "Change", "A planned change of a service.", 0, "change"),
        IssueType(TEAM_EPIC, "Epic", "Tracks a large group of work.", 1, "epic", team_project_id),
        IssueType(TEAM_STORY, "Story", "Functionality told from a user's side.", 0, "story", team_project_id),
        IssueType(TEAM_TASK, "Task", "A small, distinct piece of work.", 0, "task", team_project_id),
        IssueType(TEAM_BUG, "Bug", "A problem or error.", 0, "bug", team_project_id),
        IssueType(TEAM_SUBTASK, "Subtask", "A part of a larger task.", -1, "subtask", team_project_id),
    ]


def statuses(team_project_id: str) -> list[Status]:
    """
    Build the statuses, the team-managed project's own among them, in the order ``ORDER BY status`` uses.
    """
    return [
        Status(OPEN, "Open", "Ready for somebody to start on it.", "new"),
        Status(BACKLOG, "Backlog", "Not planned yet.", "new"),
        Status(SELECTED, "Selected for Development", "Planned for the next weeks.", "new"),
        Status(WAITING_SUPPORT, "Waiting for support", "The team has to answer.", "indeterminate"),
        Status(WAITING_CUSTOMER, "Waiting for customer", "The customer has to answer.", "indeterminate"),
        Status(ESCALATED, "Escalated", "Passed on to specialists.", "indeterminate"),
        Status(IN_PROGRESS, "In Progress", "Somebody is working on it.", "indeterminate"),
        Status(BLOCKED, "Blocked", "Cannot go on until something else happens.", "indeterminate"),
        Status(IN_REVIEW, "In Review", "Waits for a second pair of eyes.", "indeterminate"),
        Status(RESOLVED, "Resolved", "Worked out; waits for the reporter's word.", "done"),
        Status(DONE, "Done", "Finished.", "done"),
        Status(CLOSED, "Closed", "Finished and confirmed; nothing changes any more.", "done"),
        Status(TEAM_TODO, "To Do", "", "new", team_project_id),
        Status(TEAM_DOING, "In Progress", "", "indeterminate", team_project_id),
        Status(TEAM_DONE, "Done", "", "done", team_project_id),
    ]


def priorities() -> list[Priority]:
    """
    Build the priorities, most urgent first.
    """
    return [
        Priority("1", "Highest", "This problem will block progress.", "#d04437", "highest"),
        Priority("2", "High", "Serious problem that could block progress.", "#f15C75", "high"),
        Priority("3", "Medium", "Has the potential to affect progress.", "#f79232", "medium"),
        Priority("4", "Low", "Minor problem or easily worked around.", "#707070", "low"),
        Priority("5", "Lowest", "Trivial problem with little or no impact.", "#999999", "lowest"),
    ]


def resolutions() -> list[Resolution]:
    """
    Build the resolutions in their configured order.
    """
    return [
        Resolution("10000", "Done", "Work has been completed on this issue."),
        Resolution("10001", "Won't Do", "This issue won't be actioned."),
        Resolution("10002", "Duplicate", "The problem is a duplicate of an existing issue."),
        Resolution("10003", "Cannot Reproduce", "All attempts at reproducing this issue failed."),
        Resolution("10004", "Fixed", "A fix is in and tested."),
        Resolution("10005", "Out of Date", "Events have overtaken it."),
    ]


# What the data set's resolutions become here; anything else is "Done".
RESOLUTION_OF = {
    "Fixed": "10004",
    "Won't Fix": "10001",
    "Rejected": "10001",
    "Deferred": "10001",
    "Works as Designed": "10001",
    "Duplicate": "10002",
    "Duplicate Issue": "10002",
    "Cannot Reproduce": "10003",
    "Incomplete Description": "10003",
    "Invalid": "10003",
    "Out of Date": "10005",
}


def link_types() -> list[LinkType]:
    """
    Build the link types of a fresh site.
    """
    return [
        LinkType("10000", "Blocks", "is blocked by", "blocks"),
        LinkType("10001", "Cloners", "is cloned by", "clones"),
        LinkType("10002", "Duplicate", "is duplicated by", "duplicates"),
        LinkType("10003", "Relates", "relates to", "relates to"),
    ]


LINK_TYPE_OF = {
    "Dependency": "10000",
    "Depend": "10000",
    "Depends": "10000",
    "Cloners (old)": "10001",
    "Duplicate": "10002",
    "Supersede": "10002",
    "Superset": "10003",
    "Related": "10003",
    "Relate": "10003",
}


def teams() -> list[Team]:
    """
    Build the teams that the *Team* field names; ids are UUIDs as Atlassian's are.
    """
    return [
        Team("1f2b7a30-5a0e-4e0a-9b67-0a4c7a3f9d11", "Harbour"),
        Team("7c9c2f44-0f1d-4b43-8a52-51d2c5a6be22", "Lighthouse"),
        Team("b3d8e1c7-93b6-4c58-a1c4-6f0f7d28cc33", "Slipway"),
        Team("e05a4d92-2c7f-4d6e-bb19-d1b1f38aee44", "Ferrymen"),
    ]
