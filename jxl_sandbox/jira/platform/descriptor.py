"""
Is a Connect descriptor one that this site can install? Pure: answers all troubles at once, in plain words.

Source: Atlassian Connect, "App descriptor", and Atlassian's JSON schema of Jira descriptors.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from jxl_sandbox.jira.jql.errors import JQLError
from jxl_sandbox.jira.jql.parser import parse

SCOPES = frozenset(
    ("READ", "WRITE", "DELETE", "PROJECT_ADMIN", "ADMIN", "ACT_AS_USER", "ACCESS_EMAIL_ADDRESSES", "NONE")
)
LIFECYCLE_EVENTS = ("installed", "enabled", "disabled", "uninstalled")
PAGE_MODULES = ("jiraProjectPages", "generalPages", "adminPages", "configurePage", "postInstallPage")
PERMISSION_MODULES = ("jiraGlobalPermissions", "jiraProjectPermissions")
KNOWN_MODULES = (*PAGE_MODULES, *PERMISSION_MODULES, "webhooks")
DEFAULT_GRANTS = frozenset(("none", "all", "jira-administrators"))
CONDITIONS = frozenset(
    (
        "user_is_logged_in",
        "user_is_admin",
        "user_is_sysadmin",
        "user_is_project_admin",
        "has_global_permission",
        "has_project_permission",
        "addon_is_licensed",
        "can_use_application",
    )
)
_KEY = re.compile(r"[a-zA-Z0-9._-]{1,80}")
_MODULE_KEY = re.compile(r"[a-zA-Z0-9-]{1,100}")


def is_reachable_url(url: Any) -> bool:
    """Tell whether a site may call this address: https, or plain http on this machine."""
    if not isinstance(url, str) or len(url) > 2000:
        return False
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return False
    if parts.scheme == "https":
        return bool(host)
    return parts.scheme == "http" and _is_loopback(host)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def find_problems(descriptor: Any) -> list[str]:
    """Name everything that keeps a descriptor from being installed; empty when nothing does."""
    if not isinstance(descriptor, dict):
        return ["The descriptor is not a JSON object."]
    problems = list(_problems_of_app(descriptor))
    modules = descriptor.get("modules", {})
    if not isinstance(modules, dict):
        return [*problems, "modules must be an object."]
    seen: set[str] = set()
    for kind in modules:
        for position, module in enumerate(module_list(modules[kind])):
            where = f"modules.{kind}[{position}]"
            if not isinstance(module, dict):
                problems.append(f"{where} must be an object.")
                continue
            problems += _problems_of_module(kind, module, where, seen)
            if kind == "webhooks":
                problems += _problems_of_webhook(module, where)
    return problems


def module_list(value: Any) -> list[Any]:
    """A module type holds one module or a list of them."""
    return value if isinstance(value, list) else [value]


def _problems_of_app(descriptor: dict[str, Any]) -> Iterator[str]:
    key = descriptor.get("key")
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        yield "key must be at most 80 letters, digits, dots, dashes and underscores."
    base_url = descriptor.get("baseUrl")
    if not is_reachable_url(base_url) or len(str(base_url)) > 200:
        yield "baseUrl must be an https address, or http on this machine, of at most 200 characters."
    if not isinstance(descriptor.get("name", ""), str):
        yield "name must be a text."
    authentication = descriptor.get("authentication")
    if not isinstance(authentication, dict) or authentication.get("type") != "jwt":
        yield 'authentication must be {"type": "jwt"}.'
    yield from _problems_of_lifecycle(descriptor.get("lifecycle", {}))
    scopes = descriptor.get("scopes", [])
    if not isinstance(scopes, list) or not all(isinstance(scope, str) for scope in scopes):
        yield "scopes must be a list of texts."
    else:
        for scope in scopes:
            if scope.upper() not in SCOPES:
                yield f"The scope {scope} does not exist."
    migrations = descriptor.get("apiMigrations", {})
    for name in ("gdpr", "signed-install", "context-qsh"):
        if not isinstance(migrations, dict) or migrations.get(name) is not True:
            yield f"apiMigrations must say {name}: true. This site knows no older way."
    version = descriptor.get("apiVersion", 1)
    if isinstance(version, bool) or not isinstance(version, int):
        yield "apiVersion must be a whole number."


def _problems_of_lifecycle(lifecycle: Any) -> Iterator[str]:
    if not isinstance(lifecycle, dict):
        yield "lifecycle must be an object."
        return
    if "installed" not in lifecycle:
        yield "lifecycle.installed is missing: with authentication jwt the app must be told its secret."
    for event, path in lifecycle.items():
        if event in LIFECYCLE_EVENTS and (not isinstance(path, str) or not path.startswith("/")):
            yield f"lifecycle.{event} must be a path below baseUrl, beginning with a slash."


def _problems_of_module(kind: str, module: dict[str, Any], where: str, seen: set[str]) -> Iterator[str]:
    if kind not in PAGE_MODULES + PERMISSION_MODULES:
        return  # the page of apps lists it as not shown by this site
    key = module.get("key")
    if not isinstance(key, str) or not _MODULE_KEY.fullmatch(key):
        yield f"{where}.key must be letters, digits and dashes."
    elif key in seen:
        yield f"{where}.key {key} is another module's too."
    else:
        seen.add(key)
    checks: dict[str, Callable[[Any], bool]] = {"name": _is_i18n}
    if kind in PERMISSION_MODULES:
        checks["description"] = _is_i18n
    for name, check in checks.items():
        if not check(module.get(name)):
            yield f'{where}.{name} must be {{"value": "…"}}.'
    if kind in PAGE_MODULES:
        url = module.get("url")
        if not isinstance(url, str) or not url.startswith("/"):
            yield f"{where}.url must be a path below baseUrl, beginning with a slash."
    if kind == "jiraGlobalPermissions":
        grants = module.get("defaultGrants", [])
        if not isinstance(grants, list) or not all(str(g).lower() in DEFAULT_GRANTS for g in grants):
            yield f"{where}.defaultGrants holds none, all or jira-administrators."
        if module.get("conditions"):
            yield f"{where} may not have conditions."
    yield from _problems_of_conditions(module.get("conditions", []), f"{where}.conditions")


def _problems_of_webhook(module: dict[str, Any], where: str) -> Iterator[str]:
    event, url, jql = module.get("event"), module.get("url"), module.get("filter", "")
    if not isinstance(event, str) or not 1 <= len(event) <= 100:
        yield f"{where}.event must be the name of an event."
    if not isinstance(url, str) or not url.startswith("/"):
        yield f"{where}.url must be a path below baseUrl, beginning with a slash."
    if not isinstance(jql, str) or len(jql) > 10_000:
        yield f"{where}.filter must be JQL of at most 10,000 characters."
    elif jql:
        try:
            parse(jql)
        except JQLError as error:
            yield from (f"{where}.filter: {message}" for message in error.messages)
    keys = module.get("propertyKeys", [])
    if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
        yield f"{where}.propertyKeys must be a list of texts."


def _problems_of_conditions(conditions: Any, where: str) -> Iterator[str]:
    if not isinstance(conditions, list):
        yield f"{where} must be a list."
        return
    for entry in conditions:
        if not isinstance(entry, dict):
            yield f"{where} holds something that is not an object."
            continue
        for junction in ("and", "or"):
            if junction in entry:
                yield from _problems_of_conditions(entry[junction], where)
        if "conditions" in entry:
            yield from _problems_of_conditions(entry["conditions"], where)
        elif "condition" in entry:
            if entry["condition"] not in CONDITIONS:
                yield f"{where}: this site does not know the condition {entry['condition']}."
            elif entry["condition"].startswith("has_") and not isinstance(
                (entry.get("params") or {}).get("permission"), str
            ):
                yield f"{where}: {entry['condition']} needs params.permission."
        elif "and" not in entry and "or" not in entry:
            yield f"{where} holds an object without a condition."


def _is_i18n(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("value"), str)
