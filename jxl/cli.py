"""The ``jxl`` command: serve, work, look after the database and the secrets, and show what is wrong."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click
from cryptography.fernet import Fernet

from jxl import __version__
from jxl.config import Settings, SettingsError

if TYPE_CHECKING:
    from flask import Flask


def _settings_or_exit() -> Settings:
    try:
        return Settings.from_env(os.environ)
    except SettingsError as exc:
        _exit_with_problems(exc.problems)


def _exit_with_problems(problems: list[str]) -> NoReturn:
    click.echo("jxl cannot start:", err=True)
    for problem in problems:
        click.echo(f"  - {problem}", err=True)
    sys.exit(2)


def _app() -> Flask:
    from jxl.app import create_app  # noqa: PLC0415 - commands that need no app start at once
    from jxl.logs import configure_logging  # noqa: PLC0415

    settings = _settings_or_exit()
    configure_logging(settings.log_level)
    return create_app(settings)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="jxl")
def main() -> None:
    """Spreadsheets of Jira issues, inside Jira."""


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--worker/--no-worker", default=True, help="Run the worker beside it (only without Redis).")
def serve(host: str, port: int, worker: bool) -> None:
    """Serve jxl (gunicorn, 2 processes of 32 threads). Put a TLS proxy in front of it."""
    from jxl.logs import configure_logging  # noqa: PLC0415
    from jxl.server import serve as run  # noqa: PLC0415

    settings = _settings_or_exit()
    configure_logging(settings.log_level)
    run(settings, host, port, worker)


@main.command()
@click.option("--threads", default=2, show_default=True, type=click.IntRange(1, 32))
def worker(threads: int) -> None:
    """Do background work until ended. With Redis, run it on as many machines as wanted."""
    from jxl.jobs import run_worker  # noqa: PLC0415

    run_worker(_app(), threads)


@main.command()
@click.option("--site-port", default=8800, show_default=True, type=click.IntRange(1, 65535))
@click.option("--app-port", default=8801, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--issues",
    default=0,
    type=click.IntRange(0, 200_000),
    help="At least so many issues in the first project.",
)
@click.option(
    "--latency-ms", default=0, type=click.IntRange(0, 60_000), help="Delay of each of Jira's answers."
)
@click.option(
    "--data", type=click.Path(file_okay=False, path_type=Path), help="Keep state here; else it is temporary."
)
@click.option("--sheets/--no-sheets", default=False, help="Make a first sheet in three projects.")
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON when all is up.")
def demo(
    site_port: int,
    app_port: int,
    issues: int,
    latency_ms: int,
    data: Path | None,
    sheets: bool,
    as_json: bool,
) -> None:
    """Run a simulated Jira Cloud site with jxl installed in it, on this machine."""
    from jxl.demo import run_demo  # noqa: PLC0415

    sys.exit(run_demo(site_port, app_port, issues, latency_ms, data, with_sheets=sheets, as_json=as_json))


@main.command()
def doctor() -> None:
    """Check settings, database and reachability, and say what to do."""
    from jxl.doctor import run_doctor  # noqa: PLC0415

    sys.exit(run_doctor(os.environ))


@main.command()
def descriptor() -> None:
    """Print atlassian-connect.json as it is served with these settings."""
    from jxl.connect.descriptor import build_descriptor  # noqa: PLC0415

    click.echo(json.dumps(build_descriptor(_settings_or_exit()), indent=2, ensure_ascii=False))


@main.command()
@click.argument("client_key", required=False)
def reindex(client_key: str | None) -> None:
    """Rebuild the index of sheets from Jira, for one installation or for all."""
    app = _app()
    with app.app_context():
        services = app.extensions["jxl"]
        installations = [
            i for i in services.installations.list_active() if client_key in (None, i.client_key)
        ]
        if client_key and not installations:
            raise click.ClickException(f"No active installation has the client key {client_key}.")
        for installation in installations:
            click.echo(f"{installation.base_url}: {services.sheets.reindex(installation)} sheets")


@main.group()
def db() -> None:
    """The SQL database."""


@db.command("upgrade")
def db_upgrade() -> None:
    """Bring the database's tables to this version. Make a backup first."""
    from flask_migrate import upgrade  # noqa: PLC0415

    app = _app()
    with app.app_context():
        upgrade()


@main.group()
def secrets() -> None:
    """Keys that encrypt the secrets in the database."""


@secrets.command("generate")
def secrets_generate() -> None:
    """Print a new key for JXL_SECRET_KEYS."""
    click.echo(Fernet.generate_key().decode())


@secrets.command("rotate")
def secrets_rotate() -> None:
    """Encrypt every stored secret with the first of JXL_SECRET_KEYS; the others may then be removed."""
    app = _app()
    with app.app_context():
        count = app.extensions["jxl"].installations.rotate_secrets()
    click.echo(f"{count} secrets are now encrypted with the first key.")


if __name__ == "__main__":
    main()
