"""
Where answers may differ from Atlassian's files, and why.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

# Statuses that any operation may give, whether or not its description lists them.
STATUSES = {
    400: "parameters and bodies that cannot be read",
    401: "nobody is logged in",
    403: "the app lacks the scope, or is kept out as a Connect app",
    404: "what the path names is not there or not to be seen",
    415: "the body is not said to be JSON",
    501: "not built in the sandbox",
}
# What a path or method that the files do not have may answer.
NOT_DOCUMENTED = frozenset({401, 403, 404, 405, 501})
# Operations that the files do not have and that are served all the same: a pattern of "METHOD path", and why.
OPERATIONS: dict[str, str] = {}
# Further statuses of single operations.
STATUSES_OF: dict[str, dict[int, str]] = {
    "GET /rest/api/3/search": {410: "removed in 2025; the file has it still"},
    "POST /rest/api/3/search": {410: "removed in 2025; the file has it still"},
    "POST /rest/api/3/issue/{issueIdOrKey}/remotelink": {
        413: "the limit of links an issue; the file has it at GET, where nothing is added"
    },
}


@dataclass(frozen=True)
class Difference:
    """
    Bodies that may differ: ``operation``, ``place`` and ``message`` are whole-match patterns.

    ``place`` is the path of the wrong value, joined by ``/``.
    """

    operation: str
    place: str
    message: str
    reason: str


DIFFERENCES: tuple[Difference, ...] = (
    Difference(
        "POST /rest/api/3/issue/bulkfetch",
        "",
        r"Additional properties are not allowed \(('(expand|names|schema)',? ?(and )?)+ (was|were) unexpected\)",
        "the example in the same file has them, and the live service answers so",
    ),
    Difference(
        "GET /rest/api/3/field/search",
        r"values/\d+",
        '"schema" is a required property',
        "key and pictures have no schema on any list of fields",
    ),
    Difference(
        "GET /rest/api/3/resolution/search",
        r"values/\d+",
        r"Additional properties are not allowed \('isDefault' was unexpected\)",
        "the example in the same file has it",
    ),
    Difference(
        "GET /rest/agile/1.0/board/{boardId}/configuration",
        "location",
        r"Additional properties are not allowed \(.* were unexpected\)",
        "the example in the same file has id, key, name and self; the schema is that of a request",
    ),
    Difference(
        r"(GET|POST) /rest/api/3/.*",
        r".*items/\d+/(from|fromString|to|toString)",
        r'null is not of type "string"',
        "a change from or to nothing has null there",
    ),
    Difference(
        r"[A-Z]+ /rest/api/3/(permissionscheme|issuesecurityschemes|project/\{projectKeyOrId\}/permissionscheme).*",
        "(.*/)?holder",
        r"Additional properties are not allowed \('(user|group|field|projectRole)' was unexpected\)",
        "an expanded holder has what it names as a member, as the examples in the same file do",
    ),
    Difference(
        r"[A-Z]+ /rest/api/[^/]+/(issue|changelog|search|bulk).*",
        r"(.*/)?items/\d+/(from|fromString|to|toString)",
        'null is not of type "string"',
        "the live service has null where a change has no id, or nothing was there before",
    ),
    Difference(
        "POST /rest/api/3/changelog/bulkfetch",
        r"(.*/)?created",
        r'\d+ is not of type "string"',
        "the example in the same file has epoch milliseconds",
    ),
    Difference(
        r"GET /rest/api/3/bulk/queue/\{taskId\}",
        "created|started|updated",
        r'\d+ is not of type "string"',
        "the example in the same file has epoch milliseconds",
    ),
    Difference(
        "GET /rest/api/3/bulk/issues/fields",
        r"fields/\d+/fieldOptions/\d+.*",
        "(False schema does not allow|Additional properties are not allowed).*",
        "the schema of an option has no members; the example in the same file has them",
    ),
)


def allows_operation(method: str, target: str) -> bool:
    name = f"{method} {target.partition('?')[0]}"
    return any(re.fullmatch(pattern, name) for pattern in OPERATIONS)


def allows_status(operation: str, status: int) -> bool:
    return status in STATUSES or status in STATUSES_OF.get(operation, {})


def allows_difference(operation: str, place: Sequence[str | int], message: str) -> bool:
    where = "/".join(map(str, place))
    return any(
        (d.operation == operation or re.fullmatch(d.operation, operation))
        and re.fullmatch(d.place, where)
        and re.fullmatch(d.message, message, re.DOTALL)
        for d in DIFFERENCES
    )
