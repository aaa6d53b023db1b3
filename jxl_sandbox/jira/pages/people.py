"""Being somebody: the page where one switches person, and logging out."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from jxl_sandbox.jira.pages.render import own_path, read_form, render
from jxl_sandbox.jira.platform.sessions import remember_person
from jxl_sandbox.jira.platform.state import get_sandbox


async def switch_page(request: Request) -> Response:
    people = [
        user
        for user in get_sandbox(request).site.users.values()
        if user.account_type == "atlassian" and user.active
    ]
    people.sort(key=lambda user: not user.about)
    return render(
        request, "switch.html", {"people": people, "next": own_path(request.query_params.get("next"))}
    )


async def switch(request: Request) -> Response:
    sandbox = get_sandbox(request)
    form = await read_form(request)
    user = sandbox.site.users.get(form.get("person", ""))
    if user is None or not user.active or user.account_type != "atlassian":
        raise HTTPException(404, "This person is not on the site.")
    response = RedirectResponse(own_path(form.get("next")), 303)
    remember_person(sandbox, response, user)
    sandbox.site.visits.note_login(user.account_id, sandbox.site.now())
    return response


async def log_out(request: Request) -> Response:
    form = await read_form(request)
    response = RedirectResponse(own_path(form.get("next")), 303)
    remember_person(get_sandbox(request), response, None)
    return response


def routes() -> list[Route]:
    return [
        Route("/people/switch", switch_page, methods=["GET"]),
        Route("/people/switch", switch, methods=["POST"]),
        Route("/people/logout", log_out, methods=["POST"]),
    ]
