"""
The page on which a person allows an OAuth 2.0 app to use the site, as ``auth.atlassian.com/authorize`` is.

What is wrong with the app or its address is said here; what is wrong with the request goes back to the app. Source:
"OAuth 2.0 (3LO) apps"; RFC 6749, section 4.1.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlencode, urlsplit

from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from jxl_sandbox.jira.model import User
from jxl_sandbox.jira.pages.render import Visit, read_form, render, visit
from jxl_sandbox.jira.platform.oauth import AUDIENCE, SCOPE_TEXTS, Consent, OAuthApp
from jxl_sandbox.jira.rights import is_licensed

_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")


async def consent_page(request: Request) -> Response:
    """Show who asks for what, or go where the person can say who they are."""
    visitor = visit(request)
    app, redirect_uri = _find_app(visitor, request.query_params)
    problem = _find_problem(app, request.query_params)
    if problem is not None:
        return _back(request, redirect_uri, error=problem[0], error_description=problem[1])
    if visitor.person is None:
        here = f"{request.url.path}?{request.url.query}"
        return RedirectResponse(f"/people/switch?next={quote(here, safe='')}", 302)
    _check_owner(app, visitor.person)
    scopes = _scopes(request.query_params)
    context = {
        "app": app,
        "scopes": [(scope, SCOPE_TEXTS.get(scope, scope)) for scope in scopes],
        "may_choose": is_licensed(visitor.site, visitor.actor),
        "post_to": f"/authorize?{request.url.query}",
        "goes_to": urlsplit(redirect_uri).netloc,
    }
    response = render(request, "consent.html", context)
    # Browsers hold the way back, a redirect, against form-action too.
    parts = urlsplit(redirect_uri)
    policy = response.headers["Content-Security-Policy"]
    response.headers["Content-Security-Policy"] = policy.replace(
        "form-action 'self'", f"form-action 'self' {parts.scheme}://{parts.netloc}"
    )
    return response


async def decide(request: Request) -> Response:
    """Take the person's answer and send the browser back to the app."""
    visitor = visit(request)
    app, redirect_uri = _find_app(visitor, request.query_params)
    problem = _find_problem(app, request.query_params)
    if problem is not None:
        return _back(request, redirect_uri, error=problem[0], error_description=problem[1])
    form = await read_form(request)
    if visitor.person is None:
        raise HTTPException(403, "Somebody who is not logged in cannot allow an app anything.")
    _check_owner(app, visitor.person)
    if form.get("decision") != "accept":
        return _back(
            request,
            redirect_uri,
            error="access_denied",
            error_description="User did not authorize the request",
        )
    site = visitor.site
    if form.get("site") != site.cloud_id or not is_licensed(site, visitor.actor):
        raise HTTPException(400, "There is no such site that you could let the app use.")
    consent = Consent(app.client_id, visitor.person.account_id, _scopes(request.query_params))
    challenge = request.query_params.get("code_challenge")
    code = visitor.sandbox.oauth.issue_code(consent, redirect_uri, challenge, site.now())
    return _back(request, redirect_uri, code=code)


def _find_app(visitor: Visit, query: QueryParams) -> tuple[OAuthApp, str]:
    """Find the app and where to go back to. Before both are sure nothing may be sent anywhere."""
    app = visitor.sandbox.oauth.apps.get(query.get("client_id", ""))
    if app is None:
        raise HTTPException(400, "No OAuth 2.0 app has this client_id.")
    redirect_uri = query.get("redirect_uri", "")
    if redirect_uri not in app.redirect_uris:
        raise HTTPException(400, "redirect_uri is not registered for this app.")
    return app, redirect_uri


def _find_problem(app: OAuthApp, query: QueryParams) -> tuple[str, str] | None:
    """Find what is wrong with the request: an error code and a sentence."""
    scopes = _scopes(query)
    unknown = [scope for scope in scopes if scope not in app.scopes]
    challenge = query.get("code_challenge")
    if query.get("audience") != AUDIENCE:
        return "invalid_request", f"audience must be {AUDIENCE}."
    if query.get("response_type") != "code":
        return "unsupported_response_type", "response_type must be code."
    if not scopes:
        return "invalid_scope", "scope is missing."
    if unknown:
        return "invalid_scope", f"The app has not registered the scope {unknown[0]}."
    if challenge is not None and (
        query.get("code_challenge_method") != "S256" or not _CHALLENGE.fullmatch(challenge)
    ):
        return "invalid_request", "code_challenge must be the S256 of a verifier."
    return None


def _scopes(query: QueryParams) -> tuple[str, ...]:
    return tuple(dict.fromkeys(query.get("scope", "").split()))


def _check_owner(app: OAuthApp, person: User) -> None:
    if not app.is_public and app.owner_id != person.account_id:
        raise HTTPException(403, f"{app.name} is in development: only its owner may allow it.")


def _back(request: Request, redirect_uri: str, **members: str) -> Response:
    state = request.query_params.get("state")
    query = urlencode({**members, **({"state": state} if state is not None else {})})
    joint = "&" if "?" in redirect_uri else "?"
    return RedirectResponse(f"{redirect_uri}{joint}{query}", 303, {"Cache-Control": "no-store"})


def routes() -> list[Route]:
    return [
        Route("/authorize", consent_page, methods=["GET"]),
        Route("/authorize", decide, methods=["POST"]),
    ]
