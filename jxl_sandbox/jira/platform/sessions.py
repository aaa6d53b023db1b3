"""
Who a browser is: a signed cookie that names the person somebody has switched to, or nobody.

A browser without a cookie is the first person of the site (the site administrator) on pages, so that a new visitor
is somebody; on the REST API it is anonymous, as everywhere.
"""

from __future__ import annotations

import hashlib
import hmac
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.types import Scope

from jxl_sandbox.jira.model import User
from jxl_sandbox.jira.platform.state import Sandbox

NOBODY = "-"


def cookie_name(sandbox: Sandbox) -> str:
    """Cookies do not know ports: the name keeps two sites on one machine apart."""
    return f"sandbox.person.{urlsplit(sandbox.site.base_url).port or 0}"


def find_person(sandbox: Sandbox, scope: Scope) -> User | None:
    """Find the active person that the cookie names; None without a valid cookie, or when logged out."""
    account_id = _account_id(sandbox, scope)
    user = sandbox.site.users.get(account_id) if account_id is not None else None
    return user if user is not None and user.active else None


def person_on_page(sandbox: Sandbox, request: Request) -> User | None:
    """Find who looks at a page: as the cookie says, else the site's first person; None when logged out."""
    account_id = _account_id(sandbox, request.scope)
    if account_id == NOBODY:
        return None
    return find_person(sandbox, request.scope) or first_person(sandbox)


def first_person(sandbox: Sandbox) -> User | None:
    return next((u for u in sandbox.site.users.values() if u.account_type == "atlassian" and u.active), None)


def remember_person(sandbox: Sandbox, response: Response, user: User | None) -> None:
    """Set the cookie; None logs out."""
    account_id = user.account_id if user is not None else NOBODY
    response.set_cookie(
        cookie_name(sandbox), f"{account_id}.{_signature(sandbox, account_id)}", httponly=True, samesite="lax"
    )


def _account_id(sandbox: Sandbox, scope: Scope) -> str | None:
    value = HTTPConnection(scope).cookies.get(cookie_name(sandbox), "")
    account_id, separator, signature = value.rpartition(".")
    if not separator or not hmac.compare_digest(_signature(sandbox, account_id).encode(), signature.encode()):
        return None
    return account_id


def _signature(sandbox: Sandbox, account_id: str) -> str:
    return hmac.new(sandbox.cookie_secret, account_id.encode(), hashlib.sha256).hexdigest()
