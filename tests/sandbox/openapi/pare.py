"""
Cuts Atlassian's OpenAPI files down to what the tests need; not a test itself.

    python tests/sandbox/openapi/pare.py jira-platform-v3.json jira-software.json

Kept: the paths below with their parameters, bodies and answers, and the schemas these use. Dropped: words for people
(descriptions, examples), extensions, security. The results are written beside this file.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent

# Resources by what follows /rest/api/3/; everything below them is kept.
PLATFORM = [
    "applicationrole",
    "attachment",
    "bulk",
    "changelog",
    "comment",
    "component",
    "configuration",
    "customFieldOption",
    "events",
    "field",
    "filter",
    "group",
    "groups",
    "groupuserpicker",
    "issue",
    "issueLink",
    "issueLinkType",
    "issues",
    "issuesecurityschemes",
    "issuetype",
    "jql",
    "label",
    "mypermissions",
    "mypreferences",
    "myself",
    "permissions",
    "permissionscheme",
    "priority",
    "project",
    "projectCategory",
    "projects",
    "projectvalidate",
    "resolution",
    "role",
    "screens",
    "search",
    "securitylevel",
    "serverInfo",
    "status",
    "statuscategory",
    "statuses",
    "task",
    "user",
    "users",
    "version",
    "webhook",
    "worklog",
]
KEPT_PATH = re.compile(rf"/rest/api/3/(?:{'|'.join(PLATFORM)})(?:/.*)?|/rest/agile/1\.0/.*")
WORDS = frozenset({"description", "summary", "example", "examples", "title", "externalDocs", "xml", "tags"})
DROPPED = WORDS | {"security", "servers"}
NAMED = frozenset({"properties", "responses", "schemas", "content", "paths"})  # keys below these are names
METHODS = ("get", "post", "put", "delete", "patch")


def main(paths: list[str]) -> None:
    for path in map(Path, paths):
        source = json.loads(path.read_text(encoding="utf-8"))
        target = HERE / path.name
        target.write_text(render(pare(source)), encoding="utf-8")
        print(f"{target.name}: {target.stat().st_size:,} bytes")  # noqa: T201 - a script


def pare(source: dict[str, Any]) -> dict[str, Any]:
    """Build the smaller description."""
    paths = {
        path: {method: _bare(item[method]) for method in METHODS if method in item}
        for path, item in source["paths"].items()
        if KEPT_PATH.fullmatch(path)
    }
    every = source["components"]["schemas"]
    kept: dict[str, Any] = {}
    waiting = set(_references(paths))
    while waiting:
        name = waiting.pop()
        kept[name] = _bare(every[name])
        waiting |= set(_references(kept[name])) - kept.keys()
    info = {name: source["info"][name] for name in ("title", "version", "license")}
    schemas = dict(sorted(kept.items()))
    return {
        "openapi": source["openapi"],
        "info": info,
        "paths": paths,
        "components": {"schemas": schemas},
    }


def render(pared: dict[str, Any]) -> str:
    """One path and one schema a line: compact, and readable as a difference."""
    lines = [f'{{"openapi":{_dump(pared["openapi"])},"info":{_dump(pared["info"])},"paths":{{']
    lines.append(_members(pared["paths"]))
    lines.append('},"components":{"schemas":{')
    lines.append(_members(pared["components"]["schemas"]))
    return "\n".join([*lines, "}}}\n"])


def _members(named: dict[str, Any]) -> str:
    return ",\n".join(f"{_dump(name)}:{_dump(value)}" for name, value in named.items())


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _bare(value: Any, *, named: bool = False) -> Any:
    """Drop words and extensions; below ``properties`` and its like every key is a name and stays."""
    if isinstance(value, list):
        return [_bare(member) for member in value]
    if not isinstance(value, dict):
        return value
    return {
        key: _bare(member, named=key in NAMED and not named)
        for key, member in value.items()
        if named or not (key in DROPPED or key.startswith("x-"))
    }


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        reference = value.get("$ref")
        if isinstance(reference, str):
            yield reference.removeprefix("#/components/schemas/")
        for member in value.values():
            yield from _references(member)
    elif isinstance(value, list):
        for member in value:
            yield from _references(member)


if __name__ == "__main__":
    main(sys.argv[1:])
