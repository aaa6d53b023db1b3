"""
What the ``fields`` parameter of issue calls asks for.

``*all``, ``*navigable``, ids, and ``-id`` to leave one out; unknown names are ignored, as Jira does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from jxl_sandbox.jira.model import FieldDefinition, Site

NOT_IN_FIELDS = frozenset({"issuekey"})  # searchable and listed, but never a member of "fields"
_ID_WORDS = frozenset({"id", "key", "issuekey", "self"})


@dataclass(frozen=True, slots=True)
class FieldSet:
    """
    The fields of an answer, in the site's order.

    ``shows_key`` is False for the bare ``{"id"}`` that ``search/jql`` gives when nothing else was asked for.
    """

    fields: tuple[FieldDefinition, ...]
    shows_key: bool

    @property
    def is_ids_only(self) -> bool:
        """Whether it asks for no more than ids and keys, which allows the largest pages."""
        return not self.fields


def parse_fields(
    site: Site, wanted: Sequence[str] | None, default: str, *, by_keys: bool = False
) -> FieldSet:
    """
    Work out the fields of an answer.

    Args:
        wanted: The members of ``fields``; None or empty means the default.
        default: What the operation gives when not asked: ``id``, ``*navigable`` or ``*all``. A list that
            only leaves fields out starts from it too, or from ``*navigable`` where it is ``id``.
        by_keys: Whether names are field keys (``fieldsByKeys``); ids and keys are the same here but for apps.
    """
    words = [word.strip() for word in wanted or () if word.strip()]
    if not words:
        words = [default]
    included = [word for word in words if not word.startswith("-")]
    excluded = {word[1:] for word in words if word.startswith("-")}
    if not included:
        included = ["*navigable" if default == "id" else default]
    chosen: set[str] = set()
    for word in included:
        chosen |= _named(site.fields.values(), word, by_keys=by_keys)
    fields = tuple(f for f in site.fields.values() if f.id in chosen - excluded - NOT_IN_FIELDS)
    return FieldSet(fields, shows_key=bool(fields) or any(w in _ID_WORDS - {"id"} for w in included))


def _named(fields: Iterable[FieldDefinition], word: str, *, by_keys: bool) -> set[str]:
    if word == "*all":
        return {f.id for f in fields}
    if word == "*navigable":
        return {f.id for f in fields if f.navigable}
    return {f.id for f in fields if word == (f.key if by_keys else f.id)}
