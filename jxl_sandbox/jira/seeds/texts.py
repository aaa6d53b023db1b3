"""
The real issues that seeded ones take their words from: ``jxl_sandbox/data/josse-issues.jsonl.gz``.

Read once a process, when the first site is built; who the people were is not in the file.
"""

from __future__ import annotations

import gzip
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

import orjson

RawIssue = dict[str, Any]


@cache
def raw_issues() -> tuple[RawIssue, ...]:
    """
    Load the data set, oldest issue first.
    """
    packed = (files("jxl_sandbox") / "data" / "josse-issues.jsonl.gz").read_bytes()
    issues = [orjson.loads(line) for line in gzip.decompress(packed).splitlines()]
    return tuple(sorted(issues, key=lambda raw: (raw["created"], raw["key"])))


def days_between(begin: str, end: str) -> float:
    """
    Count the days from one of the file's times to another; never less than zero.
    """
    return max(0.0, (_moment(end) - _moment(begin)).total_seconds() / 86400)


def _moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%f%z")
