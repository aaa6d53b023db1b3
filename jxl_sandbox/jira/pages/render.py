"""Rendering: the frame around every page, who looks at it, and guards of forms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from jxl_sandbox.jira.model import Actor, Project, Site, User
from jxl_sandbox.jira.platform.modules import PageModule, is_shown, list_modules
from jxl_sandbox.jira.platform.origin import is_own_origin
from jxl_sandbox.jira.platform.sessions import person_on_page, remember_person
from jxl_sandbox.jira.platform.state import Sandbox, get_sandbox
from jxl_sandbox.jira.rights import can_administer, can_browse, has_global

HERE = Path(__file__).parent
STATIC = HERE / "static"
THEMES = ("light", "dark", "auto")
THEME_COOKIE = "sandbox.theme"
PROJECT_KINDS = {"software": "software", "service_desk": "servicedesk", "business": "core"}
PROJECT_TYPES = {
    "software": "Software project",
    "service_desk": "Service project",
    "business": "Business project",
}
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: http: https:; "
    "connect-src 'self'; frame-src http: https:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True, slots=True)
class Visit:
    """One person looking at one page."""

    request: Request
    sandbox: Sandbox
    person: User | None

    @property
    def site(self) -> Site:
        return self.sandbox.site

    @property
    def actor(self) -> Actor:
        return Actor("session", self.person) if self.person is not None else Actor("anonymous")

    @property
    def is_admin(self) -> bool:
        return has_global(self.site, self.actor, "ADMINISTER")

    def administers(self, project: Project) -> bool:
        """Whether the person may open the project's settings."""
        return can_administer(self.site, self.actor, project)

    def projects(self) -> list[Project]:
        """The projects that the person may see."""
        return [p for p in self.site.projects.values() if can_browse(self.site, self.actor, p)]

    def modules(self, kind: str, project: Project | None = None) -> list[PageModule]:
        return [m for m in list_modules(self.site, kind) if is_shown(self.site, m, self.actor, project)]

    def get_project(self, id_or_key: str) -> Project:
        """
        Find a project that the person may see.

        Raises:
            HTTPException: 404, whether it does not exist or is not theirs to see.
        """
        project = self.site.find_project(id_or_key)
        if project is None or not can_browse(self.site, self.actor, project):
            raise HTTPException(404, "No project could be found with this key.")
        return project


def visit(request: Request) -> Visit:
    sandbox = get_sandbox(request)
    return Visit(request, sandbox, person_on_page(sandbox, request))


def require_admin(request: Request) -> Visit:
    visitor = visit(request)
    if not visitor.is_admin:
        raise HTTPException(403, "Only a Jira administrator may open this page.")
    return visitor


def require_settings(request: Request) -> tuple[Visit, Project]:
    """
    Find the project of the path for somebody who may open its settings.

    Raises:
        HTTPException: 404; not theirs to see. 403; not theirs to administer.
    """
    visitor = visit(request)
    project = visitor.get_project(request.path_params["key"])
    if not visitor.administers(project):
        raise HTTPException(403, "Only an administrator of the project may open its settings.")
    return visitor, project


async def read_form(request: Request) -> dict[str, str]:
    """
    Read a form that was sent from one of the site's own pages; of fields with one name the last one.

    Raises:
        HTTPException: Sent from elsewhere, or not a form.
    """
    return dict(await read_fields(request))


async def read_fields(request: Request) -> list[tuple[str, str]]:
    """
    Read a form as :func:`read_form` does, with every field of the same name.
    """
    if not is_own_origin(request):
        raise HTTPException(403, "This form was sent from another site.")
    try:
        return parse_qsl((await request.body()).decode(), keep_blank_values=True)
    except ValueError as exc:
        raise HTTPException(400, "The form could not be read.") from exc


def own_path(path: str | None) -> str:
    """Keep a path to go back to only if it leads to this site."""
    if not path or not path.startswith("/") or path.startswith(("//", "/\\")):
        return "/"
    return path


def render(request: Request, template: str, context: dict[str, Any], status: int = 200) -> Response:
    """Render a page for whoever looks, and make a new browser the person that it was shown as."""
    visitor = visit(request)
    theme = request.cookies.get(THEME_COOKIE, "light")
    page = _templates.get_template(template).render(
        visitor=visitor,
        site=visitor.site,
        person=visitor.person,
        theme=theme if theme in THEMES else "light",
        apps=visitor.modules("generalPages"),
        here=request.url.path + (f"?{request.url.query}" if request.url.query else ""),
        **{"project": None, "active": "", **context},
    )
    response = HTMLResponse(page, status, {"Cache-Control": "no-store"})
    response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    response.headers["Referrer-Policy"] = "same-origin"
    if visitor.person is not None:
        remember_person(visitor.sandbox, response, visitor.person)
    return response


def project_path(project: Project) -> str:
    return f"/jira/{PROJECT_KINDS[project.type_key]}/projects/{project.key}"


def project_context(visitor: Visit, project: Project, active: str) -> dict[str, Any]:
    """What every page inside a project needs for its side bar; ``active`` is the entry that is open."""
    return {
        "project": project,
        "project_modules": visitor.modules("jiraProjectPages", project),
        "active": active,
    }


def module_path(module: PageModule, project: Project | None = None) -> str:
    """Where a page of an app is found on this site."""
    if module.type == "jiraProjectPages" and project is not None:
        return f"{project_path(project)}/page/{module.full_key}"
    return f"/plugins/servlet/ac/{module.app.key}/{module.key}"


def _initials(name: str) -> str:
    words = [word for word in name.split() if word[:1].isalnum()]
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper() or "?"


def _when(epoch_ms: int, now: datetime) -> str:
    moment = datetime.fromtimestamp(epoch_ms / 1000, UTC)
    days = (now.date() - moment.date()).days
    if days == 0:
        return f"Today, {moment:%H:%M}"
    if days == 1:
        return "Yesterday"
    return f"{moment.day} {moment:%b}" + ("" if moment.year == now.year else f" {moment.year}")


def _day(text: str) -> str:
    """A day that is stored as ``YYYY-MM-DD``, in words."""
    moment = date.fromisoformat(text)
    return f"{moment.day} {moment:%b %Y}"


def _moment_day(epoch_ms: int) -> str:
    return _day(datetime.fromtimestamp(epoch_ms / 1000, UTC).date().isoformat())


_templates = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.filters |= {"initials": _initials}
_templates.globals |= {
    "project_path": project_path,
    "module_path": module_path,
    "project_type": lambda project: PROJECT_TYPES[project.type_key],
    "when": _when,
    "day": _day,
    "moment_day": _moment_day,
}
