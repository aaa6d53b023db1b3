"""An app's pages: which there are, who is shown them, and the address of their iframe."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from jxl_sandbox.jira.model import Actor, AppInstallation, Project, Site
from jxl_sandbox.jira.platform.descriptor import PAGE_MODULES, module_list
from jxl_sandbox.jira.platform.tokens import page_token
from jxl_sandbox.jira.rights import has_global, has_project

CONNECT_VERSION = "1001.0.0-SNAPSHOT"
DEFAULT_WEIGHT = 100
_VARIABLE = re.compile(r"\{([A-Za-z0-9_.-]+)\}")


@dataclass(frozen=True, slots=True)
class PageModule:
    app: AppInstallation
    type: str
    raw: Mapping[str, Any]

    @property
    def key(self) -> str:
        return str(self.raw["key"])

    @property
    def full_key(self) -> str:
        return f"{self.app.key}__{self.key}"

    @property
    def name(self) -> str:
        return str(self.raw["name"]["value"])

    @property
    def icon_url(self) -> str | None:
        icon = self.raw.get("iconUrl") or (self.raw.get("icon") or {}).get("url")
        return (
            None if not icon else icon if "://" in icon else f"{self.app.base_url}/{icon.removeprefix('/')}"
        )


def list_modules(site: Site, kind: str) -> list[PageModule]:
    """All pages of a kind of the enabled apps, by weight, then name."""
    modules = [
        PageModule(app, kind, raw)
        for app in site.apps.values()
        if app.state == "enabled"
        for raw in module_list(app.descriptor.get("modules", {}).get(kind, []))
    ]
    return sorted(modules, key=lambda module: (module.raw.get("weight", DEFAULT_WEIGHT), module.name))


def find_module(site: Site, app_key: str, module_key: str) -> PageModule | None:
    """Find a page of an enabled app, of whatever kind."""
    return next((m for m in _all_pages(site) if m.app.key == app_key and m.key == module_key), None)


def _all_pages(site: Site) -> Iterator[PageModule]:
    for kind in PAGE_MODULES:
        yield from list_modules(site, kind)


def is_shown(site: Site, module: PageModule, actor: Actor, project: Project | None) -> bool:
    """Tell whether the module's conditions let a person see it. Conditions hide; they protect nothing."""
    return _Viewer(site, module.app.key, actor, project).all_hold(module.raw.get("conditions", []))


@dataclass(frozen=True, slots=True)
class _Viewer:
    """Who looks, and where: what conditions are asked about."""

    site: Site
    app_key: str
    actor: Actor
    project: Project | None

    def all_hold(self, conditions: list[Any]) -> bool:
        return all(self.holds(entry) for entry in conditions)

    def holds(self, entry: Mapping[str, Any]) -> bool:
        if "and" in entry:
            return self.all_hold(entry["and"])
        if "or" in entry:
            return any(self.holds(each) for each in entry["or"])
        if "conditions" in entry:
            is_or = str(entry.get("type", "and")).lower() == "or"
            holds = (self.holds(each) for each in entry["conditions"])
            return any(holds) if is_or else all(holds)
        is_true = self._is_true(str(entry["condition"]), entry.get("params") or {})
        return is_true != bool(entry.get("invert", False))

    def _is_true(self, name: str, params: Mapping[str, Any]) -> bool:
        match name:
            case "user_is_logged_in" | "can_use_application":
                return self.actor.user is not None
            case "user_is_admin" | "user_is_sysadmin":
                return has_global(self.site, self.actor, "ADMINISTER")
            case "user_is_project_admin":
                return self._has_in_project("ADMINISTER_PROJECTS")
            case "has_global_permission":
                return has_global(self.site, self.actor, self._key(params))
            case "has_project_permission":
                return self._has_in_project(self._key(params))
        return name == "addon_is_licensed"

    def _has_in_project(self, key: str) -> bool:
        return self.project is not None and has_project(self.site, self.actor, key, self.project)

    def _key(self, params: Mapping[str, Any]) -> str:
        return str(params["permission"]).replace("${addon.key}", self.app_key)


def build_frame_url(
    site: Site, module: PageModule, variables: Mapping[str, str], account_id: str | None, now_s: float
) -> str:
    """
    Build the address of a module's iframe.

    Args:
        variables: Context parameters by name (``project.key``, ``ac.sheet``); one that is missing becomes empty.
    """
    target = _VARIABLE.sub(lambda match: quote(variables.get(match[1], ""), safe=""), str(module.raw["url"]))
    if module.raw.get("cacheable"):
        return module.app.base_url + target
    target = _add_query(
        target,
        {
            "lic": "active" if module.app.descriptor.get("enableLicensing") else "none",
            "cp": "",
            "xdm_e": site.base_url,
            "xdm_c": f"channel-{module.full_key}",
            "cv": CONNECT_VERSION,
        },
    )
    token = page_token(site, module.app, account_id, target, now_s)
    return module.app.base_url + _add_query(target, {"jwt": token})


def _add_query(target: str, parameters: Mapping[str, str]) -> str:
    return f"{target}{'&' if '?' in target else '?'}{urlencode(parameters)}"
