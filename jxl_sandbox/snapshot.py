"""
Keeping a site between two runs: one file, written when the sandbox ends, read when it starts.

The file is a pickle of our own making in a folder that the person named; a file from anywhere else must not be put
there. Tokens that were given out and what is under way are not kept, as after a restart of any server.
"""

from __future__ import annotations

import copy
import dataclasses
import functools
import hashlib
import os
import pickle
from pathlib import Path
from typing import Any

from jxl_sandbox.jira import (
    agile_model,
    attachments,
    bulk_model,
    model,
    searchindex,
    security_model,
    visits,
    webhook_model,
    workflow_model,
)
from jxl_sandbox.jira.model import Site

_MODULES = (
    agile_model,
    attachments,
    bulk_model,
    model,
    searchindex,
    security_model,
    visits,
    webhook_model,
    workflow_model,
)


class UnusableSnapshot(Exception):
    """A file that cannot be read; the message says which and what to do."""


@functools.cache
def layout() -> str:
    """
    A digest of the members of everything that is kept.

    A pickle does not fill in members that came later, so a file with another layout cannot be used.
    """
    classes = {
        f"{kind.__module__}.{kind.__qualname__}": [member.name for member in dataclasses.fields(kind)]
        for module in _MODULES
        for kind in vars(module).values()
        if isinstance(kind, type) and dataclasses.is_dataclass(kind)
    }
    return hashlib.sha256(repr(sorted(classes.items())).encode()).hexdigest()


def save_site(site: Site, path: Path) -> None:
    """Write a site to a file, in one step: a crash leaves the earlier file as it was."""
    kept = copy.copy(site)
    kept.caches = {}
    kept.listeners = []  # whoever listens belongs to the process
    beside = path.with_suffix(".new")
    with beside.open("wb") as file:
        pickle.dump({"layout": layout(), "site": kept}, file, protocol=pickle.HIGHEST_PROTOCOL)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def load_site(path: Path, base_url: str) -> Site:
    """
    Read a site from a file.

    Args:
        base_url: The address that the site will have; it must be the one that it had, because apps keep it.

    Raises:
        UnusableSnapshot: Not such a file, of another version, or of a site at another address.
    """
    try:
        with path.open("rb") as file:
            value: Any = pickle.load(file)  # noqa: S301 - our own file, see the module's text
    except (pickle.UnpicklingError, EOFError, AttributeError, ImportError, IndexError, TypeError) as exc:
        raise UnusableSnapshot(
            f"{path} cannot be read ({type(exc).__name__}). Remove it to start anew."
        ) from exc
    site = value.get("site") if isinstance(value, dict) and value.get("layout") == layout() else None
    if not isinstance(site, Site):
        raise UnusableSnapshot(f"{path} was written by another version. Remove it to start anew.")
    if site.base_url != base_url:
        raise UnusableSnapshot(f"{path} is of the site {site.base_url}. Use its port, or remove the file.")
    return site
