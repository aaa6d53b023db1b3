"""
Makes ``jxl_sandbox/data/operations.tsv`` from Atlassian's OpenAPI files; run by hand when those change::

    python -m jxl_sandbox.jira.rest.make_operations PLATFORM.json SOFTWARE.json > operations.tsv

The site itself never reads OpenAPI files.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

_METHODS = frozenset({"get", "post", "put", "delete", "patch"})
HEADER = """\
# From Atlassian's OpenAPI descriptions of the Jira Cloud platform and software APIs (Apache-2.0), 2026-06-10:
# method, path, x-atlassian-connect-scope ("-": not stated), whether the call may be made without logging in,
# OAuth 2.0 scopes: alternatives apart by "|" (classic ones first), each a list apart by ",", NONE for
# an empty one; "-": closed to OAuth 2.0. Made by jxl_sandbox/jira/rest/make_operations.py.
"""


def rows_of(document: Mapping[str, Any]) -> Iterator[str]:
    """
    Yield the rows of one OpenAPI document, in its order.
    """
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method in _METHODS:
                scope = operation.get("x-atlassian-connect-scope", "-")
                who = "anonymous" if {} in operation.get("security", [{}]) else "authenticated"
                yield "\t".join((method.upper(), path, scope, who, _oauth_scopes(operation)))


def _oauth_scopes(operation: Mapping[str, Any]) -> str:
    """Write the sets of scopes, one of which a token must hold whole; Atlassian's own list before ``security``."""
    stated = operation.get("x-atlassian-oauth2-scopes")
    if stated:
        ordered = sorted(stated, key=lambda entry: entry["state"] != "Current")
        sets = [entry["scopes"] for entry in ordered]
    else:
        sets = [entry["OAuth2"] for entry in operation.get("security", []) if "OAuth2" in entry]
    return "|".join(",".join(scopes) or "NONE" for scopes in sets) if sets else "-"


def main(arguments: list[str]) -> None:
    out = [HEADER]
    for name in arguments:
        out += [f"{row}\n" for row in rows_of(json.loads(Path(name).read_text(encoding="utf-8")))]
    sys.stdout.write("".join(out))


if __name__ == "__main__":
    main(sys.argv[1:])
