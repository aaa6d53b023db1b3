"""
One issue's value of one field as JSON bytes: Jira's read shapes, by the field's kind.

Builders here look at nothing but the issue itself and the site's configuration, so ``render.py`` may keep
what they give; values that hang on other issues or on who asks are in ``relations.py``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson

from jxl_sandbox.jira.attachments import File, files_of, is_picture
from jxl_sandbox.jira.model import FieldDefinition, Issue, Site
from jxl_sandbox.jira.rest import entities as e
from jxl_sandbox.jira.rest.dates import duration, in_zone
from jxl_sandbox.jira.rest.richtext import show_rich_text

NULL = b"null"
Builder = Callable[[Issue], bytes]
_EMPTY_LISTS = frozenset({"labels", "components", "versions", "fixVersions"})  # system lists are [], not null
_PARENT_LINK = orjson.dumps(
    {
        "hasEpicLinkFieldDependency": False,
        "showField": False,
        "nonEditableReason": {
            "reason": "PLUGIN_LICENSE_ERROR",
            "message": "The Parent Link is only available to Jira Premium users.",
        },
    }
)


class Values:
    """
    Builders of field values for one view: a time zone, whether e-mail addresses are shown, and whether rich text
    is wiki markup.
    """

    def __init__(
        self, site: Site, prepared: e.Prepared, zone: str, *, with_email: bool, is_wiki: bool = False
    ) -> None:
        self._site = site
        self._is_wiki = is_wiki
        self._prepared = prepared
        self._zone = zone
        self._with_email = with_email
        self._build: dict[str, Callable[[str, Issue, FieldDefinition | None], Any]] = {
            "status": lambda i, *_: e.status_json(site, site.statuses[i]),
            "issuetype": lambda i, *_: e.issue_type_json(site, site.issue_types[i]),
            "priority": lambda i, *_: e.priority_json(site, site.priorities[i]),
            "resolution": lambda i, *_: e.resolution_json(site, site.resolutions[i]),
            "project": lambda i, *_: e.project_json(site, site.projects[i]),
            "statusCategory": lambda i, *_: e.status_category_json(site, site.status_category(i)),
            "security": lambda i, issue, _: e.security_json(site, site.projects[issue.project_id], i),
            "group": lambda i, *_: e.group_json(site, i),
            "team": lambda i, *_: e.team_json(site, i),
            "sprint": lambda i, *_: e.sprint_json(site.sprints[int(i)]),
            "option": lambda i, _, field: e.option_json(site, (field.options if field else {})[i]),
            "version": lambda i, *_: e.version_json(site, self._of_projects("versions", i)),
            "component": lambda i, *_: e.component_json(site, self._of_projects("components", i)),
        }

    def user(self, account_id: str) -> bytes:
        """Render a person; one who has left the site for good is not in issues any more."""
        user = self._site.users.get(account_id)
        if user is None:
            return NULL
        kind = "user+email" if self._with_email else "user"
        return self._prepared.get(
            kind, account_id, lambda: e.user_json(self._site, user, with_email=self._with_email)
        )

    def entity(self, kind: str, entity_id: str, issue: Issue, field: FieldDefinition | None = None) -> bytes:
        """Render something that is named by its id; gone in the meantime means null."""
        build = self._build[kind]
        try:
            return self._prepared.get(kind, entity_id, lambda: build(entity_id, issue, field))
        except KeyError:
            return NULL

    def builder(self, field: FieldDefinition) -> Builder | None:
        """
        Make the builder of a field's value; None when its value hangs on other issues or on who asks.
        """
        if field.kind == "computed":
            return self._computed(field)
        one = {
            "status": "status",
            "issuetype": "issuetype",
            "priority": "priority",
            "resolution": "resolution",
            "security": "security",
            "option": "option",
            "project": "project",
            "version": "version",
            "group": "group",
            "team": "team",
        }.get(field.kind)
        many = {
            "components": "component",
            "versions": "version",
            "options": "option",
            "groups": "group",
            "sprint": "sprint",
        }.get(field.kind)
        if one is not None:
            return lambda issue: self._one(issue, field, one)
        if many is not None:
            return lambda issue: self._many(issue, field, many)
        special: dict[str, Builder] = {
            "user": lambda issue: self.user(v) if (v := issue.values.get(field.id)) else NULL,
            "users": lambda issue: self._list(
                [self.user(v) for v in issue.values.get(field.id) or ()], field
            ),
            "datetime": lambda issue: self.date_time(issue.values.get(field.id)),
            "cascade": lambda issue: self._cascade(issue, field),
            "labels": lambda issue: self._labels(issue, field),
            "adf": lambda issue: orjson.dumps(
                show_rich_text(issue.values.get(field.id), is_wiki=self._is_wiki)
            ),
        }
        if field.kind in special:
            return special[field.kind]
        if field.kind in ("parent", "issuelinks", "votes", "watches"):
            return None
        return lambda issue: orjson.dumps(issue.values.get(field.id))

    def _of_projects(self, member: str, entity_id: str) -> dict[str, Any]:
        for project in self._site.projects.values():
            found = getattr(project, member).get(entity_id)
            if found is not None:
                entity: dict[str, Any] = found
                return entity
        raise KeyError(entity_id)

    def _one(self, issue: Issue, field: FieldDefinition, kind: str) -> bytes:
        value = issue.values.get(field.id)
        return NULL if value is None else self.entity(kind, value, issue, field)

    def _many(self, issue: Issue, field: FieldDefinition, kind: str) -> bytes:
        values = issue.values.get(field.id) or ()
        return self._list([self.entity(kind, str(value), issue, field) for value in values], field)

    def _list(self, members: list[bytes], field: FieldDefinition) -> bytes:
        if not members and field.id not in _EMPTY_LISTS:
            return NULL
        return b"[" + b",".join(member for member in members if member != NULL) + b"]"

    def _labels(self, issue: Issue, field: FieldDefinition) -> bytes:
        values = issue.values.get(field.id)
        if not values:
            return b"[]" if field.id in _EMPTY_LISTS else NULL
        return orjson.dumps(values)

    def _cascade(self, issue: Issue, field: FieldDefinition) -> bytes:
        value = issue.values.get(field.id)
        if not value:
            return NULL
        rendered = e.option_json(self._site, field.options[value[0]])
        if len(value) > 1:
            rendered["child"] = e.option_json(self._site, field.options[value[1]])
        return orjson.dumps(rendered)

    def date_time(self, moment_ms: int | None) -> bytes:
        """Render a moment in the zone of the view."""
        return NULL if moment_ms is None else b'"%b"' % in_zone(moment_ms, self._zone).encode()

    def attachment(self, file: File) -> dict[str, Any]:
        """Build a file as issues carry it; pictures have a thumbnail."""
        link = f"{self._site.base_url}{e.API}/attachment"
        built: dict[str, Any] = {
            "self": f"{link}/{file['id']}",
            "id": file["id"],
            "filename": file["filename"],
        }
        if file["author"] is not None:
            built["author"] = orjson.Fragment(self.user(file["author"]))
        built |= {"created": in_zone(file["created_ms"], self._zone), "size": file["size"]}
        built |= {"mimeType": file["mime_type"], "content": f"{link}/content/{file['id']}"}
        if is_picture(file):
            built["thumbnail"] = f"{link}/thumbnail/{file['id']}"
        return built

    def _attachments(self, issue: Issue) -> bytes:
        files = files_of(issue)
        return orjson.dumps([self.attachment(file) for file in files]) if files else b"[]"

    def _computed(self, field: FieldDefinition) -> Builder | None:
        computed: dict[str, Builder] = {
            "project": lambda issue: self.entity("project", issue.project_id, issue),
            "statusCategory": lambda issue: self.entity("statusCategory", issue.values["status"], issue),
            "created": lambda issue: self.date_time(issue.created_ms),
            "updated": lambda issue: self.date_time(issue.updated_ms),
            "workratio": _work_ratio,
            "progress": lambda issue: orjson.dumps(
                progress(issue.values.get("timespent"), issue.values.get("timeestimate"))
            ),
            "attachment": self._attachments,
            "timetracking": lambda issue: orjson.dumps(time_tracking(issue, duration)),
        }
        if field.schema is not None and field.schema.get("custom", "").endswith("jpo-custom-field-parent"):
            return lambda _: _PARENT_LINK
        return computed.get(field.id)


def progress(spent: int | None, remaining: int | None) -> dict[str, int]:
    """
    Build the progress of an issue, or of it and its sub-tasks together.
    """
    total = (spent or 0) + (remaining or 0)
    built = {"progress": spent or 0, "total": total}
    if total:
        built["percent"] = (spent or 0) * 100 // total
    return built


def _work_ratio(issue: Issue) -> bytes:
    original = issue.values.get("timeoriginalestimate")
    if not original:
        return b"-1"
    return b"%d" % ((issue.values.get("timespent") or 0) * 100 // original)


def time_tracking(issue: Issue, in_words: Callable[[int], str]) -> dict[str, Any]:
    """
    Build the estimates and the time spent, each in words and in seconds.
    """
    parts = (
        ("originalEstimate", issue.values.get("timeoriginalestimate")),
        ("remainingEstimate", issue.values.get("timeestimate")),
        ("timeSpent", issue.values.get("timespent")),
    )
    built: dict[str, Any] = {name: in_words(value) for name, value in parts if value is not None}
    built |= {f"{name}Seconds": value for name, value in parts if value is not None}
    return built
