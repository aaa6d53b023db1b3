"""Request bodies other than a sheet itself."""

from __future__ import annotations

from typing import Annotated, Any, Self

import pydantic
from pydantic import BaseModel, ConfigDict, Field

from jxl.sheets.jql_check import MAX_FIRST_ROWS
from jxl.sheets.models import MAX_COLUMNS, Scope
from jxl.sheets.problems import to_error
from jxl.sheets.wire import FieldId

MAX_KNOWN = 50_000
IssueId = Annotated[str, Field(pattern=r"^[0-9]{1,18}$")]


class Body(BaseModel):
    """A body; members that nobody knows are passed over, so that older servers take newer requests."""

    model_config = ConfigDict(strict=True, extra="ignore")

    @classmethod
    def parse(cls, value: dict[str, Any]) -> Self:
        """
        Build it from a parsed object.

        Raises:
            ValidationError: Naming each member that is wrong.
        """
        try:
            return cls.model_validate(value)
        except pydantic.ValidationError as exc:
            raise to_error(exc) from exc


class RowsBody(Body):
    """
    What rows to load. ``since`` is taken and not used yet: every load is a full listing.

    ``fields`` left out means the columns of the sheet; ``known`` are the ids that the browser has rows of.
    """

    fields: list[FieldId] | None = Field(default=None, max_length=MAX_COLUMNS)
    cursor: str | None = None
    since: int | None = None
    known: list[IssueId] = Field(default_factory=list, max_length=MAX_KNOWN)


class JQLBody(Body):
    """A query to be checked; ``rows`` is how many of the first issues are wanted."""

    jql: str = Field(min_length=1)
    rows: int = Field(default=0, ge=0, le=MAX_FIRST_ROWS)

    def to_scope(self) -> Scope:
        """
        Check it as the scope of a sheet.

        Raises:
            ValidationError: It is blank or too long.
        """
        try:
            return Scope.from_json({"jql": self.jql})
        except pydantic.ValidationError as exc:
            raise to_error(exc) from exc
