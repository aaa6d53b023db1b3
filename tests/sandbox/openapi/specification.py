"""
The pared OpenAPI files: operations by method and path, and their schemas as JSON Schema.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

HERE = Path(__file__).resolve().parent
FILES = ("jira-platform-v3.json", "jira-software.json")
_BITS = {"int32": 31, "int64": 63}
_OTHER_VERSIONS = re.compile(r"/rest/api/(?:2|latest)/")


@dataclass(frozen=True)
class Operation:
    """One operation; ``description`` is its part of the file, ``file`` which file that is."""

    method: str
    path: str
    file: str
    description: dict[str, Any]

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    def __hash__(self) -> int:
        return hash((self.method, self.path))

    def answer_schema(self, status: int) -> dict[str, Any] | None:
        """The schema of the JSON body of a documented status; None where it says nothing about a body."""
        content = self.description["responses"][str(status)].get("content", {})
        for media_type in ("application/json", "*/*"):
            if "schema" in content.get(media_type, {}):
                schema: dict[str, Any] = content[media_type]["schema"]
                return schema
        return None

    def body_schema(self) -> dict[str, Any] | None:
        content = self.description.get("requestBody", {}).get("content", {})
        schema: dict[str, Any] | None = content.get("application/json", {}).get("schema")
        return schema

    def documents(self, status: int) -> bool:
        return str(status) in self.description["responses"]


@cache
def load(file: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((HERE / file).read_text(encoding="utf-8"))
    return document


@cache
def operations() -> tuple[Operation, ...]:
    """All operations; those whose paths have fixed words before those with parameters in the same place."""
    found = [
        Operation(method.upper(), path, file, description)
        for file in FILES
        for path, item in load(file)["paths"].items()
        for method, description in item.items()
    ]
    return tuple(sorted(found, key=lambda o: [part.startswith("{") for part in o.path.split("/")]))


@cache
def _patterns(method: str) -> list[tuple[re.Pattern[str], Operation]]:
    return [
        (re.compile(re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(operation.path))), operation)
        for operation in operations()
        if operation.method == method
    ]


def find_operation(method: str, target: str) -> Operation | None:
    """
    Find the operation that a request means; version 2 is looked up under the same path of 3, and HEAD as GET.
    """
    path = _OTHER_VERSIONS.sub("/rest/api/3/", urlsplit(target).path, count=1)
    patterns = _patterns("GET" if method == "HEAD" else method)
    return next((operation for pattern, operation in patterns if pattern.fullmatch(path)), None)


def to_json_schema(schema: Any, *, answers: bool) -> Any:
    """
    Turn an OpenAPI 3.0 schema into a JSON Schema of draft 4.

    ``nullable`` becomes a type; members that are only ever sent (``writeOnly``) may not be in answers, and those
    that are only ever answered (``readOnly``) are not asked for in requests.
    """
    if isinstance(schema, list):
        return [to_json_schema(member, answers=answers) for member in schema]
    if not isinstance(schema, dict):
        return schema
    hidden = "writeOnly" if answers else "readOnly"
    is_choice = "properties" not in schema and any(word in schema for word in ("allOf", "anyOf", "oneOf"))
    built: dict[str, Any] = {}
    for key, value in schema.items():
        if key == "additionalProperties" and is_choice:
            continue  # beside a choice of schemas it would refuse every member of all of them
        if key == "properties":
            built[key] = {
                name: {"not": {}} if member.get(hidden) else to_json_schema(member, answers=answers)
                for name, member in value.items()
            }
        elif key == "required" and isinstance(value, list):
            members = schema.get("properties", {})
            needed = [name for name in value if not members.get(name, {}).get(hidden)]
            if needed:
                built[key] = needed
        elif key in ("enum", "default"):
            built[key] = value
        elif key not in ("nullable", "readOnly", "writeOnly", "discriminator", "deprecated"):
            built[key] = to_json_schema(value, answers=answers)
    bits = _BITS.get(built["format"]) if isinstance(built.get("format"), str) else None
    if bits is not None and built.get("type") == "integer":  # bounds, which are no formats in JSON Schema
        del built["format"]
        built = {"minimum": -(2**bits), "maximum": 2**bits - 1, **built}
    if schema.get("nullable"):
        return {"anyOf": [built, {"type": "null"}]}
    return built


@cache
def _components(file: str, *, answers: bool) -> dict[str, Any]:
    schemas = load(file)["components"]["schemas"]
    return {name: to_json_schema(schema, answers=answers) for name, schema in schemas.items()}


def with_components(file: str, schema: dict[str, Any], *, answers: bool) -> dict[str, Any]:
    """Add those named schemas of a file that a JSON Schema points to, directly or not."""
    every, kept = _components(file, answers=answers), {}
    waiting = references(schema)
    while waiting:
        name = waiting.pop()
        kept[name] = every[name]
        waiting |= references(every[name]) - kept.keys()
    return {**schema, "components": {"schemas": kept}}


def references(schema: Any) -> set[str]:
    """Names of the schemas that a schema points to."""
    if isinstance(schema, list):
        return set().union(*map(references, schema))
    if not isinstance(schema, dict):
        return set()
    found = set().union(*map(references, schema.values()))
    target = schema.get("$ref")
    return found | {target.rpartition("/")[2]} if isinstance(target, str) else found
