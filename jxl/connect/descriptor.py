"""
``atlassian-connect.json``: the source in the repository, with this server's address and key filled in.

The file holds everything else, also the names and texts of permissions. Nothing is computed into it.
"""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, jsonify

from jxl.config import Settings
from jxl.connect.auth import public, services

FILE_NAME = "atlassian-connect.json"

blueprint = Blueprint("descriptor", __name__)


def load_source() -> dict[str, Any]:
    """Load the descriptor's source: inside the package when installed, at the repository's root in a checkout."""
    package = Path(str(files("jxl")))
    packaged = package / FILE_NAME
    source = packaged if packaged.is_file() else package.parent / FILE_NAME
    descriptor: dict[str, Any] = json.loads(source.read_text(encoding="utf-8"))
    return descriptor


def build_descriptor(settings: Settings) -> dict[str, Any]:
    """Build the descriptor that a Jira site installs."""
    return {**load_source(), "key": settings.addon_key, "baseUrl": settings.base_url}


@blueprint.get("/atlassian-connect.json")
@public
def show() -> Response:
    """The descriptor: what an administrator gives to Jira."""
    return jsonify(build_descriptor(services().settings))
