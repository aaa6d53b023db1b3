"""
Makes up requests from the descriptions: paths, queries and bodies that mostly fit, and some that do not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote, urlencode

from hypothesis import strategies as st

from tests.sandbox.openapi.specification import Operation, load

_DEEPEST = 4
_MOST_MEMBERS = 3

JUNK_TEXT = st.sampled_from(
    (
        "",
        " ",
        "0",
        "-1",
        "null",
        "a",
        "ä😀",
        "\u0000",
        "../..",
        "%",
        "99999999999999999999",
        "'\"\\",
        "x" * 300,
    )
)
JUNK: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**65), 2**65) | st.floats(allow_nan=False) | JUNK_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(JUNK_TEXT, inner, max_size=3),
    max_leaves=4,
)
# Words that mean something to the API, for texts without an enumeration.
WORDS = (
    "summary",
    "description",
    "assignee",
    "labels",
    "customfield_10020",
    "status",
    "priority",
    "issuetype",
    "comment",
    "changelog",
    "names",
    "PLAT",
    "PLAT-1",
    "RICH-2",
    "10000",
    "10001",
    "1",
    "5",
    "Done",
    "Blocks",
    "Bug",
    "Task",
    "Administrators",
    "jira-administrators",
    "3d",
    "2w",
    "2026-06-17",
    "2026-06-17T10:00:00.000+0000",
    "BROWSE_PROJECTS",
    "ADMINISTER",
    "all",
    "*all",
    "key",
    "name",
    "-name",
    "https://example.com/",
    "project = PLAT",
    "project in (PLAT, RICH) ORDER BY created DESC",
    "key = PLAT-1",
    "broken (",
)


@dataclass(frozen=True)
class Made:
    """A request that was made up; ``body`` is a tuple of one JSON value, or empty for none."""

    method: str
    target: str
    body: tuple[Any, ...]


def requests(operation: Operation, known: Mapping[str, Sequence[str]]) -> st.SearchStrategy[Made]:
    """
    Make a strategy of requests for an operation.

    Args:
        known: Values that exist on the site, by the name of a path or query parameter; for a path also by the word
            before it (``comment/id``).
    """
    in_path: dict[str, st.SearchStrategy[str]] = {}
    required: dict[str, st.SearchStrategy[Any]] = {}
    optional: dict[str, st.SearchStrategy[Any]] = {}
    for parameter in operation.description.get("parameters", ()):
        name, place = parameter["name"], parameter["in"]
        value = values(operation.file, parameter.get("schema", {}))
        before = operation.path.partition(f"/{{{name}}}")[0].rpartition("/")[2]
        existing = known.get(f"{before}/{name}") or known.get(name)
        if existing:
            value = _mostly(st.sampled_from(existing), value)
        if place == "path":
            in_path[name] = _mostly(value, JUNK_TEXT).map(_text).map(lambda text: text or "0")
        elif place == "query":
            wanted = required if parameter.get("required") else optional
            wanted[name] = _mostly(value, JUNK_TEXT)
    query = (
        st.fixed_dictionaries(required, optional=optional) if len(optional) < 4 else _few(required, optional)
    )
    schema = operation.body_schema()
    body: st.SearchStrategy[tuple[Any, ...]] = st.just(())
    if schema is not None:
        good = values(operation.file, schema)
        body = _mostly(st.tuples(good), st.tuples(JUNK) | st.just(()))
    return st.builds(
        lambda path, query, body: Made(operation.method, _target(operation.path, path, query), body),
        st.fixed_dictionaries(in_path),
        query,
        body,
    )


def values(file: str, schema: Mapping[str, Any], depth: int = 0) -> st.SearchStrategy[Any]:
    """Make a strategy of JSON values that fit a schema as a request sends it."""
    if "$ref" in schema:
        return _named(file, schema["$ref"].rpartition("/")[2], depth)
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    for word in ("allOf", "oneOf", "anyOf"):
        if word in schema and "properties" not in schema:
            return st.one_of([values(file, choice, depth) for choice in schema[word]])
    kind = schema.get("type")
    made = {
        "string": _string,
        "integer": lambda s: st.integers(0, 20) | st.integers(s.get("minimum", -2), s.get("maximum", 20_000)),
        "number": lambda _: st.floats(-1e6, 1e6) | st.integers(-5, 100),
        "boolean": lambda _: st.booleans(),
        "array": lambda s: _array(file, s, depth),
        "object": lambda s: _object(file, s, depth),
    }.get(kind or "", lambda _: JUNK | st.sampled_from(WORDS))(schema)
    return st.none() | made if schema.get("nullable") else made


@cache
def _named(file: str, name: str, depth: int) -> st.SearchStrategy[Any]:
    schema = load(file)["components"]["schemas"][name]
    return st.deferred(lambda: values(file, schema, depth + 1))


def _string(schema: Mapping[str, Any]) -> st.SearchStrategy[str]:
    if schema.get("format") == "date-time":
        return st.sampled_from(("2026-06-17T10:00:00.000+0000", "2026-06-17T10:00:00Z", "yesterday"))
    if schema.get("format") == "date":
        return st.sampled_from(("2026-06-17", "2026-02-30"))
    return _mostly(st.sampled_from(WORDS), st.text(max_size=12) | JUNK_TEXT)


def _mostly(usual: st.SearchStrategy[Any], other: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.sampled_from([usual] * 7 + [other]).flatmap(lambda chosen: chosen)


def _array(file: str, schema: Mapping[str, Any], depth: int) -> st.SearchStrategy[list[Any]]:
    if depth >= _DEEPEST:
        return st.just([])
    return st.lists(values(file, schema.get("items", {}), depth + 1), max_size=_MOST_MEMBERS)


def _object(file: str, schema: Mapping[str, Any], depth: int) -> st.SearchStrategy[dict[str, Any]]:
    needed = set(schema.get("required", ()))
    required, optional = {}, {}
    for name, member in schema.get("properties", {}).items():
        if member.get("readOnly"):
            continue
        if name in needed:
            required[name] = values(file, member, depth + 1)
        elif depth < _DEEPEST:
            optional[name] = values(file, member, depth + 1)
    if not required and not optional and schema.get("additionalProperties") is not False:
        further = schema.get("additionalProperties", {})
        inner = values(file, further if isinstance(further, dict) else {}, depth + 1)
        return st.dictionaries(st.sampled_from(WORDS), inner, max_size=_MOST_MEMBERS)
    return _few(required, optional)


def _few(
    required: dict[str, st.SearchStrategy[Any]], optional: dict[str, st.SearchStrategy[Any]]
) -> st.SearchStrategy[dict[str, Any]]:
    """All that is required and at most a few of the rest."""
    if not optional:
        return st.fixed_dictionaries(required)
    chosen = st.lists(st.sampled_from(sorted(optional)), max_size=_MOST_MEMBERS, unique=True)
    return chosen.flatmap(
        lambda names: st.fixed_dictionaries({**required, **{name: optional[name] for name in names}})
    )


def _target(path: str, in_path: Mapping[str, str], query: Mapping[str, Any]) -> str:
    for name, value in in_path.items():
        path = path.replace(f"{{{name}}}", quote(value, safe=""))
    pairs = [
        (name, _text(member))
        for name, value in query.items()
        for member in (value if isinstance(value, list) else [value])
    ]
    return f"{path}?{urlencode(pairs)}" if pairs else path


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
