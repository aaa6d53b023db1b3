"""
A Jira in which every call takes one round of latency of a virtual clock, and calls side by side take one together.

``run_ahead`` is replaced by one that runs tasks one after the other and counts the time as so many lanes would have
taken: the longest chain of calls is exact, whatever the machine is doing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import jwt
import pytest
from flask import Flask
from sqlalchemy import insert
from werkzeug.test import TestResponse

from jxl.app import create_app
from jxl.connect.models import InstallDetails, SignedEvent
from jxl.connect.store import utc_now
from jxl.db import db
from jxl.errors import JiraNotFound
from jxl.permissions.gateway import PermissionGateway
from jxl.sheets.folding import fold
from jxl.sheets.index import sheet_table
from jxl.sheets.store import SheetStore
from tests.settings import make_settings

T = TypeVar("T")

CLIENT_KEY = "virtual"
SECRET = "a secret of at least thirty-two characters"
START = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass
class VirtualJira:
    """
    Attributes:
        rounds: Time that went by, in latencies of one call.
        calls: Path of each call, tokens included.
        closed: Projects that the person may not browse.
        rights: What is granted in all others and on the site, without the add-on key.
    """

    rounds: int = 0
    calls: list[str] = field(default_factory=list)
    closed: set[str] = field(default_factory=set)
    rights: set[str] = field(
        default_factory=lambda: {"BROWSE_PROJECTS", "EDIT_ISSUES", "view-sheets", "view-sheets-directory"}
    )
    has_token: bool = False
    base_url: str = "https://example.atlassian.net"

    def as_user(self, _installation: Any, _account_id: str) -> VirtualJira:
        return self

    as_app = as_user

    def close(self) -> None:
        """As the real one."""

    def get_json(self, path: str, params: Any = None) -> Any:
        self._wait(path)
        pairs = list(params.items()) if isinstance(params, dict) else list(params or [])
        if path.endswith("/user/bulk"):
            ids = [value for name, value in pairs if name == "accountId"]
            return {"values": [{"accountId": i, "displayName": f"Person {i}"} for i in ids]}
        if path.endswith("/project/search"):
            ids = [value for name, value in pairs if name == "id" and value not in self.closed]
            return {"values": [project(i) for i in ids], "isLast": True}
        if path.endswith("/mypermissions"):
            keys = dict(pairs)["permissions"]
            return {"permissions": {key: {"havePermission": self._holds(key)} for key in keys}}
        if path.endswith("/properties"):
            return {"keys": []}
        project_id = path.rsplit("/", 1)[-1].removeprefix("P")
        if project_id in self.closed:
            raise JiraNotFound
        return project(project_id)

    def post_json(self, path: str, body: Any, is_read: bool = False) -> Any:
        assert path.endswith("/permissions/check")
        assert is_read
        self._wait(path)
        wanted = body.get("projectPermissions") or [{"permissions": [], "projects": []}]
        open_ids = [i for i in wanted[0]["projects"] if str(i) not in self.closed]
        return {
            "globalPermissions": [key for key in body["globalPermissions"] if self._holds(key)],
            "projectPermissions": [
                {"permission": key, "projects": open_ids if self._holds(key) else []}
                for key in wanted[0]["permissions"]
            ],
        }

    def _holds(self, key: str) -> bool:
        return key.rsplit("__", 1)[-1] in self.rights

    def _wait(self, path: str) -> None:
        if not self.has_token:
            self.has_token = True
            self.rounds += 1
            self.calls.append("token")
        self.rounds += 1
        self.calls.append(path)

    def run_ahead(
        self, tasks: Iterable[Callable[[], T]], limit: int, *, ordered: bool = False
    ) -> Iterator[T]:
        """As the real one, in virtual time."""
        del ordered
        lanes, begun = [self.rounds] * limit, self.rounds
        results = []
        for task in tasks:
            lane = min(range(limit), key=lambda i: lanes[i])
            self.rounds = lanes[lane]
            results.append(task())
            lanes[lane] = self.rounds
        self.rounds = max(lanes, default=begun)
        return iter(results)

    @property
    def questions(self) -> list[str]:
        """Permission questions."""
        return [path for path in self.calls if path.endswith(("/mypermissions", "/permissions/check"))]


def project(project_id: str) -> dict[str, Any]:
    return {"id": project_id, "key": f"P{project_id}", "name": f"Project {project_id}"}


@dataclass
class VirtualSite:
    """The app in front of a virtual Jira; ``forget`` makes it another process."""

    app: Flask
    jira: VirtualJira
    installation_id: int

    def forget(self) -> None:
        settings = self.app.extensions["jxl"].settings
        gateway = PermissionGateway(self.jira, settings.addon_key)  # type: ignore[arg-type]
        services = self.app.extensions["jxl"]
        self.app.extensions["jxl"] = type(services)(
            settings=settings,
            installations=services.installations,
            install_keys=services.install_keys,
            jira=self.jira,
            permissions=gateway,
            sheets=SheetStore(self.jira),  # type: ignore[arg-type]
        )
        self.app.extensions.pop("jxl.sheets", None)
        self.jira.calls.clear()
        self.jira.rounds = 0
        self.jira.has_token = False

    def get(self, path: str, person: str = "ann") -> TestResponse:
        now = int(datetime.now(UTC).timestamp())
        claims = {"iss": CLIENT_KEY, "sub": person, "iat": now, "exp": now + 300, "qsh": "context-qsh"}
        header = {"Authorization": "JWT " + jwt.encode(claims, SECRET, algorithm="HS256")}
        return self.app.test_client().get(path, headers=header)

    def fill(self, projects: int, sheets: int, owners: int = 40) -> None:
        """Put sheets into the index, in turn into each project."""
        with self.app.app_context(), db.engine.begin() as connection:
            connection.execute(
                insert(sheet_table),
                [row_of(self.installation_id, n, n % projects, n % owners) for n in range(sheets)],
            )


def row_of(installation_id: int, number: int, project_number: int, owner: int) -> dict[str, Any]:
    name = f"Sheet {number:05}"
    return {
        "installation_id": installation_id,
        "project_id": str(10_000 + project_number),
        "sheet_id": f"s{number}",
        "revision": 1,
        "save": "abc",
        "name": name,
        "sort_name": fold(name),
        "search_text": fold(f"{name}\nAbout {number}"),
        "description": f"About {number}",
        "updated_at": START + timedelta(minutes=number),
        "created_by": f"u{owner}",
        "updated_by": f"u{(owner * 7) % 40}",
        "columns_count": 13,
        "views_count": 1,
        "structure": "",
    }


def make_virtual_site(folder: Any, patch: pytest.MonkeyPatch) -> VirtualSite:
    """Make the app, its database and an installation; whoever calls disposes of the engine."""
    app = create_app(make_settings(folder))
    jira = VirtualJira()
    for module in ("jxl.sheets.names", "jxl.sheets.directory", "jxl.permissions.gateway", "jxl.sheets.store"):
        patch.setattr(f"{module}.run_ahead", jira.run_ahead)
    now = utc_now()
    with app.app_context():
        db.create_all()
        installed = app.extensions["jxl"].installations.install(
            SignedEvent(CLIENT_KEY, now, now, "0" * 64),
            "0" * 64,
            InstallDetails(
                client_key=CLIENT_KEY, shared_secret=SECRET, base_url=jira.base_url, display_url=jira.base_url
            ),
        )
    assert installed is not None
    site = VirtualSite(app, jira, installed[0])
    site.forget()
    return site
