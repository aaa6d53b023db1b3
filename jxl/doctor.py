"""``jxl doctor``: looks at settings, database, secrets and the outside, and says in plain words what to mend."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

import click
import requests
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from jxl.config import Settings, SettingsError
from jxl.db import engine_options
from jxl.errors import UndecryptableSecret

TIMEOUT_S = 5

CONNECT_NOTE = (
    "Where this can be installed: jxl speaks Atlassian Connect. Since 2026-03-31 ordinary Jira Cloud sites no longer "
    "install private Connect apps from a descriptor address, and Atlassian's support for Connect ends on 2027-01-31. "
    "Today jxl installs into its own sandbox (`jxl demo`), into developer instances that still accept descriptors, "
    "and it keeps working on sites where it is installed already. A Forge app in front of this same server is planned."
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One checked thing. ``advice`` says what to do when it is not ``ok``."""

    state: Literal["ok", "warning", "problem"]
    what: str
    advice: str = ""


def check(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Check one thing after the other; a thing that rests on a broken one is left out."""
    try:
        settings = Settings.from_env(environ)
    except SettingsError as exc:
        for problem in exc.problems:
            yield Finding("problem", "Settings", problem)
        return
    yield Finding("ok", f"Settings ({settings.env})")
    yield from _check_database(settings)
    if settings.redis_url:
        yield _check_redis(settings)
    else:
        yield Finding("ok", "No Redis: one machine, the worker runs as a child of `jxl serve`")
    yield _reach(
        "Jira's key server",
        f"{settings.install_keys_url}/",
        "JXL_INSTALL_KEYS_URL",
        "New installations will fail.",
    )
    yield _reach(
        "Jira's token server",
        settings.impersonation_url,
        "JXL_IMPERSONATION_URL",
        "Nobody will see issues.",
    )
    yield _check_own_address(settings)


def _check_database(settings: Settings) -> Iterator[Finding]:
    where = _without_password(settings.database_url)
    try:
        engine = create_engine(settings.database_url, **engine_options(settings.database_url))
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
            tables = set(inspect(connection).get_table_names())
            current = (
                connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
                if "alembic_version" in tables
                else None
            )
            installations = list(_installations(connection)) if "installation" in tables else []
    except (SQLAlchemyError, ArgumentError, ImportError, OSError) as exc:
        cause = str(getattr(exc, "orig", None) or exc).strip().splitlines()[0]
        yield Finding(
            "problem",
            f"Database {where}",
            f"It cannot be opened: {cause} Check JXL_DATABASE_URL, and that the server runs and lets jxl in.",
        )
        return
    newest = _newest_migration()
    if current is None:
        yield Finding("problem", f"Database {where}", "It has no tables yet. Run `jxl db upgrade`.")
        return
    if current != newest:
        yield Finding(
            "problem",
            f"Database {where}",
            f"Its tables are of version {current}, this jxl needs {newest}. Make a backup, then run `jxl db upgrade`.",
        )
        return
    yield Finding("ok", f"Database {where}, version {current}")
    yield from _check_secrets(settings, installations)


def _installations(connection: object) -> Iterator[tuple[str, str | bytes, str]]:
    rows = connection.execute(text("SELECT client_key, shared_secret, state FROM installation"))  # type: ignore[attr-defined]
    for client_key, secret, state in rows:
        yield str(client_key), secret, str(state)


def _check_secrets(
    settings: Settings, installations: list[tuple[str, str | bytes, str]]
) -> Iterator[Finding]:
    from jxl.connect.secrets import SecretBox  # noqa: PLC0415

    box = SecretBox(settings.secret_keys)
    active = [(key, secret) for key, secret, state in installations if state != "uninstalled"]
    unreadable = []
    for client_key, secret in active:
        try:
            box.decrypt(secret)
        except UndecryptableSecret:
            unreadable.append(client_key)
    if unreadable:
        yield Finding(
            "problem",
            f"Secrets of {len(unreadable)} of {len(active)} installations",
            "No key in JXL_SECRET_KEYS reads them. Put the earlier key back (after the newest), or have Jira "
            f"administrators install jxl again: {', '.join(unreadable[:5])}.",
        )
    elif active:
        yield Finding("ok", f"Installations: {len(active)} active, all secrets readable")
    else:
        yield Finding(
            "warning", "Installations: none yet", "Install the app in Jira by its descriptor address."
        )


def _newest_migration() -> str | None:
    from alembic.config import Config  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    from jxl.db import migrations_directory  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", migrations_directory())
    return ScriptDirectory.from_config(config).get_current_head()


def _check_redis(settings: Settings) -> Finding:
    where = _without_password(settings.redis_url)
    try:
        from redis import Redis, RedisError  # noqa: PLC0415 - an extra
    except ImportError:
        return Finding("problem", f"Redis {where}", "Install jxl with its extra: pip install 'jxl[redis]'.")
    try:
        with Redis.from_url(
            settings.redis_url, socket_timeout=TIMEOUT_S, socket_connect_timeout=TIMEOUT_S
        ) as redis:
            redis.ping()
    except (RedisError, OSError, ValueError) as exc:
        return Finding("problem", f"Redis {where}", f"It does not answer: {exc}. Check JXL_REDIS_URL.")
    return Finding("ok", f"Redis {where}")


def _reach(what: str, url: str, setting: str, consequence: str) -> Finding:
    try:
        requests.get(url, timeout=TIMEOUT_S, allow_redirects=False)
    except requests.RequestException as exc:
        cause = type(exc).__name__
        return Finding(
            "problem",
            f"{what} ({url})",
            f"It cannot be reached ({cause}). {consequence} Let this machine reach it, or correct {setting}.",
        )
    return Finding("ok", f"{what} ({url})")


def _check_own_address(settings: Settings) -> Finding:
    url = f"{settings.base_url}/atlassian-connect.json"
    try:
        answer = requests.get(url, timeout=TIMEOUT_S, allow_redirects=False)
        key = answer.json().get("key") if answer.status_code == 200 else None
    except (requests.RequestException, ValueError, AttributeError) as exc:
        return Finding(
            "warning",
            f"Own address {url}",
            f"It does not answer here ({type(exc).__name__}). Start `jxl serve`, and check the proxy and JXL_BASE_URL.",
        )
    if key != settings.addon_key:
        return Finding(
            "problem",
            f"Own address {url}",
            f"Something else answers there (status {answer.status_code}). Check the proxy and JXL_BASE_URL.",
        )
    return Finding("ok", f"Own address {url}")


def _without_password(url: str) -> str:
    parts = urlsplit(url)
    if parts.password is None:
        return url
    return url.replace(f":{parts.password}@", ":…@", 1)


def run_doctor(environ: Mapping[str, str], echo: Callable[[str], None] = click.echo) -> int:
    """Print the findings; returns 1 when there is a problem, else 0."""
    marks = {"ok": "ok      ", "warning": "look    ", "problem": "PROBLEM "}
    worst = 0
    logged_before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)  # what is wrong is said in plain words here, not as log lines
    try:
        for finding in check(environ):
            echo(f"{marks[finding.state]}{finding.what}")
            if finding.advice:
                echo(f"        {finding.advice}")
            worst = max(worst, int(finding.state == "problem"))
    finally:
        logging.disable(logged_before)
    echo("")
    echo(CONNECT_NOTE)
    return worst
