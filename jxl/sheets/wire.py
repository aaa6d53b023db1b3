"""
What all stored and sent values of a sheet have in common: the base model, ids, names, times.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    model_serializer,
)
from pydantic.alias_generators import to_camel

ID_PATTERN = r"^[A-Za-z0-9_-]{1,16}$"
MAX_NAME_CHARS = 255


def _one_line(text: str) -> str:
    text = text.strip()
    if not text:
        raise ValueError("It needs at least one character.")
    if any(ord(char) < 32 or 127 <= ord(char) < 160 or char in "\u2028\u2029" for char in text):
        raise ValueError("It is one line without control characters.")
    return text


def not_blank(text: str) -> str:
    if not text.strip() or "\0" in text:
        raise ValueError("It needs at least one character.")
    return text.strip()


def _when(text: str) -> str:
    if parse_at(text) is None:
        raise ValueError("This is not a time with an offset, such as 2026-11-21T10:00:00Z.")
    return text


def parse_at(text: Any) -> datetime | None:
    """Read a stored time; None when it is none or has no offset."""
    if not isinstance(text, str) or len(text) > 40:
        return None
    try:
        at = datetime.fromisoformat(text)
        return None if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def format_at(at: datetime) -> str:
    """Write a time as it is stored: UTC, milliseconds, ``Z``."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


ItemId = Annotated[str, Field(pattern=ID_PATTERN)]
Name = Annotated[str, Field(min_length=1, max_length=MAX_NAME_CHARS), AfterValidator(_one_line)]
FieldId = Annotated[str, Field(min_length=1, max_length=255), AfterValidator(_one_line)]
Word = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,31}$")]
At = Annotated[str, AfterValidator(_when)]
AccountId = Annotated[str, Field(min_length=1, max_length=128)]


class Wire(BaseModel):
    """A value with camelCase members on the wire; unknown members are kept, null ones of our own are left out."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
        extra="allow",
        strict=True,
        allow_inf_nan=False,
    )

    @model_serializer(mode="wrap")
    def _leave_out_nulls(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        unknown = self.model_extra or {}
        return {k: v for k, v in handler(self).items() if v is not None or k in unknown}

    @classmethod
    def from_json(cls, value: Any) -> Self:
        """
        Build it from parsed JSON.

        Raises:
            pydantic.ValidationError: It does not fit; ``problems.py`` turns that into words.
        """
        return cls.model_validate(value, by_alias=True, by_name=False)

    def to_json(self) -> dict[str, Any]:
        """Write it as JSON members, ready to be stored or sent."""
        return self.model_dump(mode="json", by_alias=True)
