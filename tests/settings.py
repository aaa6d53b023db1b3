"""Settings for tests: development, a database in a temporary folder, hosts on loopback."""

from __future__ import annotations

from pathlib import Path

from cryptography.fernet import Fernet

from jxl.config import Settings

SECRET_KEY = Fernet.generate_key().decode()


def make_settings(folder: Path, **changes: object) -> Settings:
    """Settings that start; ``changes`` replace members by name."""
    members: dict[str, object] = {
        "env": "development",
        "base_url": "http://127.0.0.1:8801",
        "database_url": f"sqlite:///{folder / 'jxl.db'}",
        "secret_keys": (SECRET_KEY,),
        "install_keys_url": "http://localhost:8800/keys",
        "impersonation_url": "http://localhost:8800",
        "all_js_url": "http://localhost:8800/all.js",
        "allowed_hosts": ("localhost:8800", "*.atlassian.net"),
        "instance_path": str(folder),
        **changes,
    }
    return Settings(**members)  # type: ignore[arg-type]  # names and types are checked by the tests that use them
