"""The house's own rules: which way imports point, who may use Flask, what is vendored, what is packaged."""

from __future__ import annotations

import ast
import configparser
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ORDER = ("connect", "jira", "permissions", "sheets", "connector")
GROUND = {"errors", "config", "db"}
TOP = {"app", "cli", "jobs", "server", "doctor", "demo", "logs", "headers", "__init__"}
MAY_USE_FLASK = {
    "routes",
    "lifecycle",
    "webhooks",
    "oauth",
    "auth",
    "app",
    "pages",
    "descriptor",
    "guards",
} | {
    "admin_routes",
    "revision_routes",
    "edit_routes",
    "item_routes",
    "jql_routes",
    "list_routes",
    "personal_routes",
    "transfer_routes",
    "preconditions",
    "db",  # the Flask-SQLAlchemy handle is bound to an app
    "logs",
    "headers",
    "jobs",
    "server",
    "cli",
    "store",
}


def modules(package: str) -> Iterator[Path]:
    return (p for p in sorted((ROOT / package).rglob("*.py")) if "vendor" not in p.parts)


def imported_names(path: Path) -> Iterator[tuple[str, int]]:
    """Absolute names of what a module imports, inside functions as well, with line numbers."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} imports relatively"
            yield node.module or "", node.lineno
            for alias in node.names:
                yield f"{node.module}.{alias.name}", node.lineno


def room_of(name: str) -> str | None:
    parts = name.split(".")
    return parts[1] if parts[0] == "jxl" and len(parts) > 1 else None


def rank(room: str) -> int:
    """How high a room lies; imports may point only to rooms that lie lower, or to the same."""
    if room in GROUND:
        return 0
    if room in ORDER:
        return 1 + ORDER.index(room)
    return 100


@pytest.mark.parametrize("path", list(modules("jxl")), ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_point_one_way(path: Path) -> None:
    own = path.relative_to(ROOT / "jxl").parts[0].removesuffix(".py")
    for name, line in imported_names(path):
        assert not name.startswith("jxl_sandbox") or own == "cli", f"{path}:{line} imports the sandbox"
        room = room_of(name)
        if room is None or room not in GROUND | set(ORDER) | TOP:
            continue
        assert rank(room) <= rank(own), f"{path}:{line}: {own} lies below {room} and may not import it"


@pytest.mark.parametrize("path", list(modules("jxl_sandbox")), ids=lambda p: str(p.relative_to(ROOT)))
def test_sandbox_shares_nothing_with_the_app(path: Path) -> None:
    for name, line in imported_names(path):
        assert name.split(".")[0] not in ("jxl", "flask"), f"{path}:{line} imports {name}"


@pytest.mark.parametrize("path", list(modules("jxl")), ids=lambda p: str(p.relative_to(ROOT)))
def test_only_the_edges_use_flask(path: Path) -> None:
    if path.stem in MAY_USE_FLASK or "migrations" in path.parts:
        return
    for name, line in imported_names(path):
        assert name.split(".")[0] != "flask", f"{path}:{line}: Flask stays at the edges"


@pytest.mark.parametrize("package", ["jxl", "jxl_sandbox"])
def test_every_package_is_listed_in_setup_cfg(package: str) -> None:
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg")
    listed = set(config["options"]["packages"].split())
    found = {".".join(p.parent.relative_to(ROOT).parts) for p in modules(package)}
    assert found <= listed, f"not packaged: {sorted(found - listed)}"


@pytest.mark.parametrize(
    "listing",
    sorted(p for top in ("jxl", "jxl_sandbox") for p in (ROOT / top).rglob("vendored.json")),
    ids=str,
)
def test_vendored_files_are_what_they_say(listing: Path) -> None:
    """Each vendored file is listed with its checksum, licence and version, and nothing else lies beside it."""
    listed = set()
    for package in json.loads(listing.read_text(encoding="utf-8"))["packages"]:
        assert package["name"]
        assert package["version"]
        assert package["licence"] in ("MIT", "Apache-2.0")
        folder = listing.parent / package["directory"]
        for file, checksum in package["files"].items():
            path = folder / file
            assert hashlib.sha256(path.read_bytes()).hexdigest() == checksum, f"{file} was changed"
            listed.add(path)
        assert folder / "LICENSE" in listed, f"{package['name']} has no licence text"
    lying = {
        p for p in listing.parent.rglob("*") if p.is_file() and p.name not in ("vendored.json", "README.md")
    }
    assert lying == listed


def test_no_inline_scripts_or_styles_in_templates() -> None:
    """Our policy would block them; found here, they are found before a person sees a dead page."""
    for path in sorted((ROOT / "templates").rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        assert " style=" not in text, f"{path} has a style attribute"
        assert " onclick=" not in text, f"{path} has an inline handler"
        assert "| safe" not in text, f"{path} switches escaping off"
        assert "|safe" not in text, f"{path} switches escaping off"
        for opening in text.split("<script")[1:]:
            assert " src=" in opening.split(">")[0], f"{path} has an inline script"
