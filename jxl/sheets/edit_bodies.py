"""The body of a request of changes, and its hash."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any

import orjson
from pydantic import Field

from jxl.errors import ValidationError
from jxl.sheets.bodies import Body, IssueId
from jxl.sheets.edits import Change
from jxl.sheets.wire import FieldId

MOST_CHANGES = 500
MOST_PARTS = 10_000
MOST_ISSUES = 1_000_000
_UUID = r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"


class ChangeBody(Body):
    """One cell: ``was`` and ``to`` are judged with the field, not here."""

    issue: IssueId
    field: FieldId
    was: Any = None
    to: Any


class TotalBody(Body):
    issues: Annotated[int, Field(ge=1, le=MOST_ISSUES)]


class EditsBody(Body):
    """
    One part of a batch of changes.

    ``batch`` names the act and ``part`` the request, of ``parts``; ``total.issues`` is how many issues the whole act is
    about. ``notify`` is whether Jira sends mail.
    """

    batch: Annotated[str, Field(pattern=_UUID)]
    part: Annotated[int, Field(ge=0, lt=MOST_PARTS)] = 0
    parts: Annotated[int, Field(ge=1, le=MOST_PARTS)] = 1
    total: TotalBody
    dryRun: bool = False  # noqa: N815 - as on the wire
    notify: bool = False
    changes: Annotated[list[ChangeBody], Field(min_length=1, max_length=MOST_CHANGES)]

    @classmethod
    def parse(cls, value: dict[str, Any]) -> EditsBody:
        """
        Build it from a parsed object.

        Raises:
            ValidationError: Naming each member that is wrong, a cell that is named twice included.
        """
        body = super().parse(value)
        fields: dict[str, str] = {}
        if body.part >= body.parts:
            fields["part"] = f"It must be less than parts, which is {body.parts}."
        seen: dict[tuple[str, str], int] = {}
        for number, (change, raw) in enumerate(zip(body.changes, value["changes"], strict=True)):
            first = seen.setdefault((change.issue, change.field), number)
            if first != number:
                fields[f"changes[{number}]"] = f"This is the same cell as changes[{first}]."
            is_place = isinstance(change.to, dict) and ("before" in change.to or "after" in change.to)
            if "was" not in raw and not is_place:
                fields[f"changes[{number}].was"] = "This is required: the value that was last seen there."
            elif isinstance(change.was, dict) and "v" not in change.was:
                fields[f"changes[{number}].was"] = "This must be a value, or a cell as rows show it."
        if fields:
            shown = dict(list(fields.items())[:20])
            raise ValidationError(" ".join(f"{path}: {text}" for path, text in shown.items()), fields=shown)
        return body

    @property
    def issues(self) -> set[str]:
        """Ids of the issues that are named here."""
        return {change.issue for change in self.changes}

    def to_changes(self) -> list[Change]:
        return [Change(change.issue, change.field, change.was, change.to) for change in self.changes]

    def content_hash(self) -> str:
        """Hash what the request is about. Its batch, which is random, keeps values from being guessed."""
        content = self.model_dump(mode="json", exclude={"dryRun"})
        return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()
