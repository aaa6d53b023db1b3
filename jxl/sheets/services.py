"""
What the views of this package work with: the services of the app, and what this package keeps for one process.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Protocol

from jxl.config import Settings
from jxl.connect.models import Caller
from jxl.jira.access import JiraAccess
from jxl.jira.concurrency import Gates
from jxl.jira.expiring import ExpiringTable
from jxl.permissions.gateway import PermissionGateway
from jxl.sheets.catalogue import FieldCatalogue
from jxl.sheets.cursor import CursorSigner
from jxl.sheets.edit_screens import KnownScreens
from jxl.sheets.framing import LoadLimit
from jxl.sheets.jql_help import JQLHelp
from jxl.sheets.names import Names
from jxl.sheets.rebase import SaveQueue, SeenSheets
from jxl.sheets.store import SheetStore

LOAD_CALLS_PER_INSTALLATION = 12  # of the 16 that a site is asked at once: the rest is for pages and saves
_SIZES_KEPT = 5_000
_SIZES_KEPT_S = 24 * 3600.0


class SheetServices(Protocol):
    """What this package needs of ``app.extensions["jxl"]``."""

    @property
    def settings(self) -> Settings: ...

    @property
    def jira(self) -> JiraAccess: ...

    @property
    def permissions(self) -> PermissionGateway: ...

    @property
    def sheets(self) -> SheetStore: ...


class SheetSizes:
    """How many rows a person's last load of a sheet had: only to choose how to load, never shown."""

    def __init__(self) -> None:
        self._sizes: ExpiringTable[tuple[int, str, str, str], int] = ExpiringTable(_SIZES_KEPT)

    def find(self, caller: Caller, project_id: str, sheet_id: str) -> int | None:
        return self._sizes.find(
            (caller.installation.id, caller.person, project_id, sheet_id), time.monotonic()
        )

    def note(self, caller: Caller, project_id: str, sheet_id: str, count: int) -> None:
        key = (caller.installation.id, caller.person, project_id, sheet_id)
        self._sizes.put(key, count, time.monotonic() + _SIZES_KEPT_S)


@dataclass(frozen=True, slots=True)
class SheetTools:
    """One set a process."""

    services: SheetServices
    catalogue: FieldCatalogue
    names: Names
    cursors: CursorSigner
    load_gates: Gates
    loads: LoadLimit = field(default_factory=LoadLimit)
    sizes: SheetSizes = field(default_factory=SheetSizes)
    screens: KnownScreens = field(default_factory=KnownScreens)
    jql: JQLHelp = field(default_factory=JQLHelp)
    saves: SaveQueue = field(default_factory=SaveQueue)
    seen: SeenSheets = field(default_factory=SeenSheets)


def build_tools(services: SheetServices) -> SheetTools:
    return SheetTools(
        services=services,
        catalogue=FieldCatalogue(services.jira),
        names=Names(services.jira),
        cursors=CursorSigner(services.settings.secret_keys, time.time),
        load_gates=Gates(LOAD_CALLS_PER_INSTALLATION, patience_s=services.settings.jira_timeout_s),
    )
