"""
Guards: every route names the one kind of token that it takes.

A guard proves the caller before the view runs and hands it over as the first argument. Pages take their token
from the query and everything else from the header; a second token anywhere is refused, because two parties that
disagree about which one counts is how checks get bypassed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Concatenate, Literal, ParamSpec, Protocol, TypeVar, cast
from urllib.parse import quote

from flask import current_app, g, request

from jxl.config import Settings
from jxl.connect import jwt
from jxl.connect.keys import InstallKeys
from jxl.connect.models import Caller, Installation, SignedEvent
from jxl.connect.store import InstallationStore
from jxl.errors import InvalidToken, MissingToken, UnknownInstallation

P = ParamSpec("P")
R = TypeVar("R")

GuardName = Literal["signed_install", "server_token", "page_token", "context_token", "public"]

#: A comma is how servers join a header that was sent twice; no token holds one.
_CREDENTIALS = re.compile(r"\s*(?P<scheme>[A-Za-z]+)\s+(?P<token>[^\s,]+)\s*")
_TOKEN_SCHEMES = ("jwt", "bearer")
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class ConnectServices(Protocol):
    """What this package needs of ``app.extensions["jxl"]``."""

    @property
    def settings(self) -> Settings: ...

    @property
    def installations(self) -> InstallationStore: ...

    @property
    def install_keys(self) -> InstallKeys: ...


def services() -> ConnectServices:
    """The services of the current app."""
    return cast(ConnectServices, current_app.extensions["jxl"])


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Mark a route that anybody may call. It gets no caller."""
    return _marked(view, "public")


def page_token(view: Callable[Concatenate[Caller, P], R]) -> Callable[P, R]:
    """Take a person's token from the query, made for exactly this request: what Jira puts into an iframe's address."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        caller = _prove_shared("page", _token_of_query(), _request_hash(), needs_person=True)
        return view(caller, *args, **kwargs)

    return _marked(guarded, "page_token")


def context_token(view: Callable[Concatenate[Caller, P], R]) -> Callable[P, R]:
    """Take a person's context token from the header: what ``AP.context.getToken()`` gives to our own pages."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        caller = _prove_shared("context", _token_of_header(), jwt.CONTEXT_QSH, needs_person=True)
        return view(caller, *args, **kwargs)

    return _marked(guarded, "context_token")


def server_token(view: Callable[Concatenate[Caller, P], R]) -> Callable[P, R]:
    """
    Take Jira's own token from the header, made for exactly this request: webhooks, ``enabled`` and ``disabled``.

    The caller is never a person, whatever the token says, and the installation may be in any state: notifications
    that cross an uninstall are answered, not repeated. The view looks at ``installation.is_active``.
    """

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        caller = _prove_shared("server", _token_of_header(), _request_hash(), needs_person=False)
        return view(caller, *args, **kwargs)

    return _marked(guarded, "server_token")


def signed_install(view: Callable[Concatenate[SignedEvent, P], R]) -> Callable[P, R]:
    """
    Take a token signed with Atlassian's own key from the header: ``installed`` and ``uninstalled``.

    The view gets a :class:`SignedEvent`, because there may be no installation yet that a caller could belong to.
    """

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        return view(_prove_install(_token_of_header()), *args, **kwargs)

    return _marked(guarded, "signed_install")


def _marked(view: Callable[P, R], name: GuardName) -> Callable[P, R]:
    view.__jxl_guard__ = name  # type: ignore[attr-defined]  # read by the test that lists routes with guards
    return view


def _prove_shared(
    kind: Literal["page", "context", "server"], text: str, expected_qsh: str, *, needs_person: bool
) -> Caller:
    token = jwt.parse_token(text, "HS256")
    claims = token.claims
    installation = services().installations.find(claims.issuer)
    if installation is None:
        raise UnknownInstallation("the issuer is no installation")
    jwt.check_signature(token, installation.shared_secret)
    # From here on the site is known, so a refusal is shown inside its frame ("open for too long. Reload it").
    _tell_request(installation)
    jwt.check_times(claims, services().installations.clock().timestamp())
    jwt.check_qsh(claims, expected_qsh)
    if not needs_person:
        return Caller(installation, None, kind, claims.expires_at)
    if not installation.is_active:
        raise UnknownInstallation(f"the installation is {installation.state}")
    if claims.subject is None:
        raise MissingToken("the token names no person")
    return Caller(installation, claims.subject, kind, claims.expires_at)


def _prove_install(text: str) -> SignedEvent:
    token = jwt.parse_token(text, "RS256")
    claims = token.claims
    # Cheap checks first: a token that cannot be for us costs the key server nothing.
    jwt.check_times(claims, services().installations.clock().timestamp())
    jwt.check_audience(claims, services().settings.base_url)
    jwt.check_qsh(claims, _request_hash())
    if claims.issued_at_s is None:
        raise InvalidToken("the install token has no iat")
    jwt.check_signature(token, services().install_keys.fetch(token.key_id))
    g.client_key = claims.issuer
    return SignedEvent(
        client_key=claims.issuer,
        issued_at=datetime.fromtimestamp(claims.issued_at_s, UTC),
        expires_at=claims.expires_at,
        token_hash=hashlib.sha256(text.encode()).hexdigest(),
    )


def _tell_request(installation: Installation) -> None:
    """Leave with the request what its log and its headers say of the caller."""
    g.client_key = installation.client_key
    g.frame_ancestors = (installation.base_url, installation.display_url)


def _request_hash() -> str:
    return jwt.query_string_hash(request.method, raw_target(), services().settings.base_url)


def raw_target() -> str:
    """
    The request's target as it stood on the request line, still percent-encoded.

    gunicorn gives it as ``RAW_URI``, uWSGI as ``REQUEST_URI``, Werkzeug as both. A server that gives neither gets the
    decoded path encoded again, which fits whatever Jira really sends. WSGI hands bytes over as Latin-1.
    """
    environ = request.environ
    target = environ.get("RAW_URI") or environ.get("REQUEST_URI")
    if target:
        return str(target).encode("latin-1", "replace").decode("utf-8", "replace")
    path = f"{environ.get('SCRIPT_NAME', '')}{environ.get('PATH_INFO', '')}".encode("latin-1")
    return quote(path, safe="/:@!$&'()*+,;=-._~") + "?" + str(environ.get("QUERY_STRING", ""))


def _tokens_of_query() -> list[str]:
    return request.args.getlist("jwt")


def _tokens_of_form() -> list[str]:
    """A form's ``jwt``: Atlassian's libraries take tokens from there, we only refuse them. Other bodies stay unread."""
    return request.form.getlist("jwt") if request.mimetype in _FORMS else []


def _header_scheme() -> str:
    """The scheme of the Authorization header in lower case; empty without one or with one that is no token's."""
    scheme = request.headers.get("Authorization", "").strip().partition(" ")[0].lower()
    return scheme if scheme in _TOKEN_SCHEMES else ""


def _token_of_query() -> str:
    tokens = _tokens_of_query()
    if _header_scheme() or _tokens_of_form() or len(tokens) > 1:
        raise InvalidToken("a page takes one token, from the query only")
    if not tokens or not tokens[0]:
        raise MissingToken("there is no token in the query")
    return tokens[0]


def _token_of_header() -> str:
    if _tokens_of_query() or _tokens_of_form():
        raise InvalidToken("the token is taken from the header only")
    if not _header_scheme():
        raise MissingToken("there is no token in the header")
    credentials = _CREDENTIALS.fullmatch(request.headers["Authorization"])
    if credentials is None or credentials["scheme"].lower() != "jwt":
        raise InvalidToken("the header holds something other than one token of scheme JWT")
    return credentials["token"]
