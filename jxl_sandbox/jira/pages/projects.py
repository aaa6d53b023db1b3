"""Projects: the list, a project's summary and its pages of apps."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from jxl_sandbox.jira.model import Issue, Project
from jxl_sandbox.jira.pages.issueview import IssueLine, build_line
from jxl_sandbox.jira.pages.render import Visit, module_path, project_context, project_path, render, visit
from jxl_sandbox.jira.platform.modules import PageModule, build_frame_url, find_module, is_shown
from jxl_sandbox.jira.rights import IssueSight

RECENT = 15


async def home(_request: Request) -> Response:
    return RedirectResponse("/jira/projects", 302)


async def list_projects(request: Request) -> Response:
    return render(request, "projects.html", {"projects": visit(request).projects(), "active": "projects"})


async def begin(request: Request) -> Response:
    project = visit(request).get_project(request.path_params["key"])
    return RedirectResponse(f"{project_path(project)}/summary", 302)


async def summary(request: Request) -> Response:
    visitor = visit(request)
    project = visitor.get_project(request.path_params["key"])
    seen = _visible(visitor, project)
    seen.sort(key=lambda issue: issue.updated_ms, reverse=True)
    counts = dict.fromkeys(("new", "indeterminate", "done"), 0)
    for issue in seen:
        category = visitor.site.status_category(issue.values["status"]).key
        counts[category] = counts.get(category, 0) + 1
    context = {
        **project_context(visitor, project, "summary"),
        "lines": _lines(visitor, seen[:RECENT]),
        "counts": counts,
        "total": len(seen),
    }
    return render(request, "summary.html", context)


async def app_page(request: Request) -> Response:
    """A project page of an app: its frame over all the room there is."""
    visitor = visit(request)
    project = visitor.get_project(request.path_params["key"])
    app_key, _, module_key = request.path_params["module"].rpartition("__")
    module = find_module(visitor.site, app_key, module_key)
    if module is None or module.type != "jiraProjectPages":
        raise HTTPException(404, "No app has this page.")
    context = {**project_context(visitor, project, module.full_key), "module": module}
    return _hosted(request, visitor, module, project, context)


async def general_page(request: Request) -> Response:
    """A page of an app outside projects: general, administration, configuration."""
    visitor = visit(request)
    module = find_module(visitor.site, request.path_params["app"], request.path_params["module"])
    if module is None:
        raise HTTPException(404, "No app has this page.")
    if module.type == "jiraProjectPages":
        key = request.query_params.get("project.key") or request.query_params.get("project.id") or ""
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(module_path(module, visitor.get_project(key)) + query, 302)
    if module.type != "generalPages" and not visitor.is_admin:
        raise HTTPException(403, "Only a Jira administrator may open this page.")
    return _hosted(request, visitor, module, None, {"module": module, "active": module.full_key})


def _hosted(
    request: Request, visitor: Visit, module: PageModule, project: Project | None, context: dict[str, object]
) -> Response:
    if not is_shown(visitor.site, module, visitor.actor, project):
        raise HTTPException(404, "This page is not shown to you.")
    variables = {name: value for name, value in request.query_params.items() if name.startswith("ac.")}
    if project is not None:
        variables |= {"project.key": project.key, "project.id": project.id}
    person = visitor.person
    frame = {
        "addonKey": module.app.key,
        "moduleKey": module.key,
        "moduleType": module.type,
        "url": build_frame_url(
            visitor.site,
            module,
            variables,
            person.account_id if person is not None else None,
            visitor.sandbox.wall_clock(),
        ),
        "siteUrl": visitor.site.base_url,
        "projectKey": project.key if project is not None else None,
        "projectId": project.id if project is not None else None,
        "accountId": person.account_id if person is not None else None,
        "timeZone": person.time_zone if person is not None else "Etc/UTC",
        "locale": person.locale if person is not None else "en_US",
    }
    return render(request, "app.html", {**context, "frame": frame})


def _visible(visitor: Visit, project: Project) -> list[Issue]:
    sight = IssueSight(visitor.site, visitor.actor)
    return [issue for issue in visitor.site.issues_of([project.id]) if sight.sees(issue)]


def _lines(visitor: Visit, issues: list[Issue]) -> list[IssueLine]:
    return [build_line(visitor.site, issue) for issue in issues]


def routes() -> list[Route]:
    def project_routes(prefix: str) -> list[Route]:
        return [
            Route(f"{prefix}/{{key}}", begin),
            Route(f"{prefix}/{{key}}/summary", summary),
            Route(f"{prefix}/{{key}}/page/{{module}}", app_page),
        ]

    return [
        Route("/", home),
        Route("/jira/projects", list_projects),
        *project_routes("/jira/{kind:str}/projects"),
        *project_routes("/jira/{kind:str}/c/projects"),
        Route("/projects/{key}", begin),
        Route("/plugins/servlet/ac/{app}/{module}", general_page),
    ]
