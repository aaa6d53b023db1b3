"""
Guards: each takes one kind of token from one place, and one thing wrong is enough to be refused.

Every refusal is a 401 of the one error shape and leaves the database as it was.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jwt as pyjwt
import pytest
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.asymmetric import rsa
from flask import Flask, g
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from jxl.connect.jwt import query_string_hash
from jxl.connect.secrets import SecretBox
from jxl.connect.store import InstallationStore
from tests.connect.conftest import (
    BASE_URL,
    KEY_ID,
    PERSON,
    KeyServer,
    Site,
    error_of,
    everything,
    pem_of,
    segment,
    signed_by_hand,
)

PAGE = "/ui/probe?projectKey=FER&sheet=a%20b"
API = "/api/v1/probe"
SERVER = "/connect/probe"
OTHER_SECRET = "the-shared-secret-of-another-tenant-01"


def unsigned(claims: dict[str, Any], alg: str = "none", signature: str = "") -> str:
    return f"{segment({'alg': alg, 'typ': 'JWT'})}.{segment(claims)}.{signature}"


def test_a_page_takes_its_token_from_the_query(client: FlaskClient, installed: Site) -> None:
    response = client.get(installed.page(PAGE))
    assert response.status_code == 200
    assert response.get_json() == {
        "clientKey": installed.client_key,
        "site": installed.base_url,
        "accountId": PERSON,
        "token": "page",
    }


def test_an_api_call_takes_a_context_token_from_the_header(client: FlaskClient, installed: Site) -> None:
    response = client.get(f"{API}?since=1", headers=installed.context())
    assert response.get_json()["token"] == "context"
    assert client.post(API, json={"a": 1}, headers=installed.context()).status_code == 200


def test_jira_itself_is_nobody(client: FlaskClient, installed: Site) -> None:
    response = client.post(SERVER, json={}, headers=installed.server(SERVER, sub=PERSON))
    assert response.get_json() == {
        "clientKey": installed.client_key,
        "site": installed.base_url,
        "accountId": None,
        "token": "server",
    }


def test_a_public_route_needs_nothing(client: FlaskClient) -> None:
    assert client.get("/open").get_json() == {"open": True}


def test_views_name_their_guards(app: Flask) -> None:
    names = {e: getattr(v, "__jxl_guard__", None) for e, v in app.view_functions.items()}
    assert names["probes.page_probe"] == "page_token"
    assert names["probes.api_probe"] == "context_token"
    assert names["probes.server_probe"] == "server_token"
    assert names["probes.open_probe"] == names["descriptor.show"] == "public"
    assert names["lifecycle.installed"] == names["lifecycle.uninstalled"] == "signed_install"
    assert (
        names["lifecycle.enabled"]
        == names["lifecycle.disabled"]
        == names["webhooks.receive"]
        == "server_token"
    )


def test_what_a_person_may_be_shown_is_framed_by_the_site(client: FlaskClient, installed: Site) -> None:
    with client:
        client.get(installed.page(PAGE))
        assert g.frame_ancestors == (installed.base_url, installed.base_url)
        assert g.client_key == installed.client_key


def test_an_expired_page_is_shown_in_its_frame(client: FlaskClient, installed: Site) -> None:
    """The person reads "open for too long, reload" instead of a frame that the browser leaves blank."""
    address = installed.page(PAGE)
    installed.clock.move(minutes=10)
    with client:
        response = client.get(address)
        assert g.frame_ancestors == (installed.base_url, installed.base_url)
    assert error_of(response)["code"] == "token_expired"


def test_a_forged_page_frames_nobody(client: FlaskClient, installed: Site) -> None:
    installed.secret = OTHER_SECRET
    with client:
        client.get(installed.page(PAGE))
        assert "frame_ancestors" not in g


@pytest.mark.parametrize(
    "spelling",
    [
        "/ui/probe?sheet=a%20b&projectKey=FER",
        "/ui/probe?projectKey=FER&sheet=a+b",
        "/ui/probe?projectKey=%46ER&sheet=a%20b",
        "/ui/probe?projectKey=FER&&sheet=a%20b",
    ],
)
def test_another_spelling_of_the_same_request_is_the_same(
    client: FlaskClient, installed: Site, spelling: str
) -> None:
    token = installed.token("GET", PAGE, sub=PERSON)
    assert client.get(f"{spelling}&jwt={token}").status_code == 200


@pytest.mark.parametrize(
    "target",
    [
        "/ui/probe?projectKey=FER",
        "/ui/probe",
        "/ui/probe?projectKey=OTHER&sheet=a%20b",
        "/ui/probe?projectKey=FER&projectKey=OTHER&sheet=a%20b",
        "/ui/probe?projectKey=FER,OTHER&sheet=a%20b",
        "/ui/probe?projectKey=FER&sheet=a%2520b",
        "/ui/probe?projectKey=FER&sheet=a%20b&admin=1",
        "/ui/probe?ProjectKey=FER&sheet=a%20b",
        "/ui/probe?projectKey=FER&sheet=a%20b&JWT=x",
    ],
)
def test_a_token_is_good_for_its_own_request_only(
    app: Flask, client: FlaskClient, installed: Site, target: str
) -> None:
    before = everything(app)
    response = client.get(
        f"{target}{'&' if '?' in target else '?'}jwt={installed.token('GET', PAGE, sub=PERSON)}"
    )
    assert response.status_code == 401
    assert error_of(response)["code"] == "token_invalid"
    assert everything(app) == before


# How a page's token can be wrong: name → (what becomes of the good token's claims, error code).
WRONG_PAGES: dict[str, tuple[Callable[[Site], str], str]] = {
    "alg none": (lambda s: unsigned(s.claims("GET", PAGE, sub=PERSON)), "token_invalid"),
    "alg none with a signature": (
        lambda s: unsigned(s.claims("GET", PAGE, sub=PERSON), signature="c2ln"),
        "token_invalid",
    ),
    "alg HS512": (
        lambda s: pyjwt.encode(s.claims("GET", PAGE, sub=PERSON), s.secret * 2, algorithm="HS512"),
        "token_invalid",
    ),
    "alg RS256": (
        lambda s: pyjwt.encode(s.claims("GET", PAGE, sub=PERSON), s.install_key, algorithm="RS256"),
        "token_invalid",
    ),
    "signed with the public key": (
        lambda s: signed_by_hand(
            {"alg": "HS256", "kid": KEY_ID}, s.claims("GET", PAGE, sub=PERSON), pem_of(s.install_key)
        ),
        "token_invalid",
    ),
    "unsigned": (lambda s: s.token("GET", PAGE, sub=PERSON).rpartition(".")[0] + ".", "token_invalid"),
    "signature cut": (lambda s: s.token("GET", PAGE, sub=PERSON)[:-2], "token_invalid"),
    "signed with another secret": (
        lambda s: pyjwt.encode(s.claims("GET", PAGE, sub=PERSON), OTHER_SECRET, algorithm="HS256"),
        "token_invalid",
    ),
    "signed with an empty secret": (
        lambda s: signed_by_hand({"alg": "HS256"}, s.claims("GET", PAGE, sub=PERSON), b""),
        "token_invalid",
    ),
    "issuer unknown": (lambda s: s.token("GET", PAGE, sub=PERSON, iss="nobody"), "installation_unknown"),
    "issuer missing": (lambda s: s.token("GET", PAGE, sub=PERSON, iss=None), "token_invalid"),
    "issuer of another type": (
        lambda s: signed_by_hand(
            {"alg": "HS256"}, {**s.claims("GET", PAGE, sub=PERSON), "iss": 7}, s.secret.encode()
        ),
        "token_invalid",
    ),
    "request hash missing": (lambda s: s.token("GET", PAGE, sub=PERSON, qsh=None), "token_invalid"),
    "request hash empty": (lambda s: s.token("GET", PAGE, sub=PERSON, qsh=""), "token_invalid"),
    "request hash of another method": (lambda s: s.token("POST", PAGE, sub=PERSON), "token_invalid"),
    "request hash of another path": (lambda s: s.token("GET", "/ui/admin", sub=PERSON), "token_invalid"),
    "request hash in upper case": (
        lambda s: s.token("GET", PAGE, sub=PERSON, qsh=query_string_hash("GET", PAGE).upper()),
        "token_invalid",
    ),
    "context token": (lambda s: s.token("GET", PAGE, sub=PERSON, qsh="context-qsh"), "token_invalid"),
    "expired": (lambda s: s.token("GET", PAGE, sub=PERSON, exp=s.clock.seconds - 31), "token_expired"),
    "expiry missing": (lambda s: s.token("GET", PAGE, sub=PERSON, exp=None), "token_invalid"),
    "expiry text": (
        lambda s: signed_by_hand(
            {"alg": "HS256"}, {**s.claims("GET", PAGE, sub=PERSON), "exp": "tomorrow"}, s.secret.encode()
        ),
        "token_invalid",
    ),
    "expiry in a year": (
        lambda s: s.token("GET", PAGE, sub=PERSON, exp=s.clock.seconds + 31_536_000),
        "token_invalid",
    ),
    "issued tomorrow": (
        lambda s: s.token(
            "GET", PAGE, sub=PERSON, iat=s.clock.seconds + 86_400, exp=s.clock.seconds + 86_500
        ),
        "token_invalid",
    ),
    "nobody": (lambda s: s.token("GET", PAGE), "token_missing"),
    "person a number": (
        lambda s: signed_by_hand({"alg": "HS256"}, {**s.claims("GET", PAGE), "sub": 42}, s.secret.encode()),
        "token_invalid",
    ),
    "deep payload": (
        lambda s: signed_by_hand({"alg": "HS256"}, b"[" * 2_900 + b"]" * 2_900, s.secret.encode()),
        "token_invalid",
    ),
    "broken payload": (
        lambda s: signed_by_hand({"alg": "HS256"}, b'{"iss":', s.secret.encode()),
        "token_invalid",
    ),
    "deep header": (
        lambda s: f"{segment(b'[' * 2_900 + b']' * 2_900)}.{segment(s.claims('GET', PAGE, sub=PERSON))}.c2ln",
        "token_invalid",
    ),
    "no token at all": (lambda _: "nonsense", "token_invalid"),
    "empty": (lambda _: "", "token_missing"),
}


@pytest.mark.parametrize("name", WRONG_PAGES)
def test_a_page_with_one_thing_wrong(app: Flask, client: FlaskClient, installed: Site, name: str) -> None:
    make, code = WRONG_PAGES[name]
    before = everything(app)
    response = client.get(f"{PAGE}&jwt={make(installed)}")
    assert response.status_code == 401
    assert error_of(response)["code"] == code
    assert everything(app) == before


WRONG_CONTEXTS: dict[str, tuple[dict[str, Any], str]] = {
    "page token": ({"qsh": query_string_hash("GET", API, BASE_URL)}, "token_invalid"),
    "request hash missing": ({"qsh": None}, "token_invalid"),
    "request hash in upper case": ({"qsh": "CONTEXT-QSH"}, "token_invalid"),
    "nobody": ({"sub": None}, "token_missing"),
    "expiry missing": ({"exp": None}, "token_invalid"),
    "issuer unknown": ({"iss": "nobody"}, "installation_unknown"),
}


@pytest.mark.parametrize("name", WRONG_CONTEXTS)
def test_an_api_call_with_one_thing_wrong(
    app: Flask, client: FlaskClient, installed: Site, name: str
) -> None:
    changed, code = WRONG_CONTEXTS[name]
    before = everything(app)
    response = client.get(API, headers=installed.context(**changed))
    assert response.status_code == 401
    assert error_of(response)["code"] == code
    assert everything(app) == before


Call = Callable[[FlaskClient, Site], TestResponse]


def with_header(value: str) -> Call:
    """Call the API with an Authorization header, in which ``{}`` stands for a good context token."""

    def call(client: FlaskClient, site: Site) -> TestResponse:
        good = site.context()["Authorization"].removeprefix("JWT ")
        return client.get(API, headers={"Authorization": value.replace("{}", good)})

    return call


def twice_in_header(client: FlaskClient, site: Site) -> TestResponse:
    return client.get(API, headers=[("Authorization", site.context()["Authorization"])] * 2)


# A token in the wrong place, of the wrong scheme, or in two places: name → (call, error code).
WRONG_PLACES: dict[str, tuple[Call, str]] = {
    "api: nothing": (lambda c, _: c.get(API), "token_missing"),
    "api: in the query": (
        lambda c, s: c.get(f"{API}?jwt={s.token('GET', API, sub=PERSON, qsh='context-qsh')}"),
        "token_invalid",
    ),
    "api: also in the query": (lambda c, s: c.get(f"{API}?jwt=x", headers=s.context()), "token_invalid"),
    "api: also empty in the query": (lambda c, s: c.get(f"{API}?jwt=", headers=s.context()), "token_invalid"),
    "api: also encoded in the query": (
        lambda c, s: c.get(f"{API}?%6awt=x", headers=s.context()),
        "token_invalid",
    ),
    "api: also in the form": (
        lambda c, s: c.post(API, data={"jwt": "x"}, headers=s.context()),
        "token_invalid",
    ),
    "api: twice in the header": (twice_in_header, "token_invalid"),
    "api: two in the header": (with_header("JWT {}, JWT {}"), "token_invalid"),
    "api: bearer": (with_header("Bearer {}"), "token_invalid"),
    "api: basic": (with_header("Basic {}"), "token_missing"),
    "api: no scheme": (with_header("{}"), "token_missing"),
    "api: scheme only": (with_header("JWT"), "token_invalid"),
    "api: something behind": (with_header("JWT {} x"), "token_invalid"),
    "page: nothing": (lambda c, _: c.get(PAGE), "token_missing"),
    "page: in the header": (
        lambda c, s: c.get(PAGE, headers={"Authorization": f"JWT {s.token('GET', PAGE, sub=PERSON)}"}),
        "token_invalid",
    ),
    "page: also in the header": (lambda c, s: c.get(s.page(PAGE), headers=s.context()), "token_invalid"),
    "page: also bearer": (
        lambda c, s: c.get(s.page(PAGE), headers={"Authorization": "bearer x"}),
        "token_invalid",
    ),
    "page: twice": (lambda c, s: c.get(f"{s.page(PAGE)}&jwt=x"), "token_invalid"),
    "page: twice the same": (
        lambda c, s: c.get(f"{s.page(PAGE)}&jwt={s.token('GET', PAGE, sub=PERSON)}"),
        "token_invalid",
    ),
    "page: also in the form": (lambda c, s: c.get(s.page(PAGE), data={"jwt": "x"}), "token_invalid"),
    "server: nothing": (lambda c, _: c.post(SERVER), "token_missing"),
    "server: in the query": (
        lambda c, s: c.post(f"{SERVER}?jwt={s.token('POST', SERVER)}"),
        "token_invalid",
    ),
    "server: context token": (lambda c, s: c.post(SERVER, headers=s.context()), "token_invalid"),
    "server: token of a page": (
        lambda c, s: c.post(SERVER, headers={"Authorization": f"JWT {s.token('GET', SERVER, sub=PERSON)}"}),
        "token_invalid",
    ),
    "server: install token": (
        lambda c, s: c.post(SERVER, headers=s.signed(SERVER)),
        "token_invalid",
    ),
    "install: nothing": (lambda c, s: c.post("/connect/installed", json=s.body()), "token_missing"),
    "install: in the query": (
        lambda c, s: c.post(f"/connect/installed?jwt={s.install_token()}", json=s.body()),
        "token_invalid",
    ),
    "install: also in the query": (
        lambda c, s: c.post("/connect/installed?jwt=x", json=s.body(), headers=s.signed()),
        "token_invalid",
    ),
    "install: in the form": (
        lambda c, s: c.post("/connect/installed", data={"jwt": s.install_token()}),
        "token_invalid",
    ),
}


@pytest.mark.parametrize("name", WRONG_PLACES)
def test_a_token_in_the_wrong_place(app: Flask, client: FlaskClient, installed: Site, name: str) -> None:
    call, code = WRONG_PLACES[name]
    before = everything(app)
    response = call(client, installed)
    assert response.status_code == 401
    assert error_of(response)["code"] == code
    assert everything(app) == before


def test_credentials_of_a_proxy_do_not_disturb_a_page(client: FlaskClient, installed: Site) -> None:
    response = client.get(installed.page(PAGE), headers={"Authorization": "Basic dTpw"})
    assert response.status_code == 200


def test_a_tenant_cannot_speak_for_another(
    app: Flask, client: FlaskClient, installed: Site, install_key: rsa.RSAPrivateKey
) -> None:
    other = Site(
        installed.clock,
        install_key,
        client_key="other-tenant",
        secret=OTHER_SECRET,
        base_url="https://b.atlassian.net",
    )
    assert other.install(client).status_code == 204
    own = client.get(other.page(PAGE)).get_json()
    assert (own["clientKey"], own["site"]) == ("other-tenant", "https://b.atlassian.net")
    before = everything(app)
    for target in (PAGE, f"{PAGE}&xdm_e=https%3A%2F%2Facme.atlassian.net"):
        forged = client.get(other.page(target, iss=installed.client_key))
        assert error_of(forged)["code"] == "token_invalid"
    assert client.get(API, headers=other.context(iss=installed.client_key)).status_code == 401
    assert client.post(SERVER, headers=other.server(SERVER, iss=installed.client_key)).status_code == 401
    assert everything(app) == before


@pytest.mark.parametrize("state", ["disabled", "uninstalled"])
def test_people_are_not_served_where_the_app_is_not_in_use(
    client: FlaskClient, installed: Site, state: str
) -> None:
    if state == "disabled":
        installed.notify(client, "disabled")
    else:
        installed.uninstall(client)
    for response in (client.get(installed.page(PAGE)), client.get(API, headers=installed.context())):
        assert response.status_code == 401
        assert error_of(response)["code"] == "installation_unknown"
    assert client.post(SERVER, headers=installed.server(SERVER)).status_code == 200


def test_people_are_served_before_jira_says_enabled(client: FlaskClient, site: Site) -> None:
    site.install(client)
    assert client.get(site.page(PAGE)).status_code == 200


def test_an_unreadable_secret_is_the_operators_matter(
    app: Flask, client: FlaskClient, installed: Site, caplog: pytest.LogCaptureFixture
) -> None:
    other_keys = InstallationStore(SecretBox([Fernet.generate_key().decode()]), installed.clock)
    object.__setattr__(app.extensions["jxl"], "installations", other_keys)
    response = client.get(installed.page(PAGE))
    assert response.status_code == 503
    assert error_of(response)["code"] == "secret_unreadable"
    assert [vars(r)["clientKey"] for r in caplog.records if "decrypted" in r.message] == [
        installed.client_key
    ]
    assert installed.secret not in caplog.text


def test_no_answer_and_no_log_holds_a_token_or_a_secret(
    client: FlaskClient, installed: Site, caplog: pytest.LogCaptureFixture, key_server: KeyServer
) -> None:
    caplog.set_level("DEBUG", "jxl")
    address = installed.page(PAGE, qsh="wrong")
    response = client.get(address)
    assert address.partition("jwt=")[2] not in response.text + caplog.text
    assert installed.secret not in response.text + caplog.text
    assert installed.secret not in repr(installed)
