"""Saved filters: whose they are, who sees, changes and shares them."""

from __future__ import annotations

from typing import Any

import pytest

from jxl_sandbox.jira.model import Site
from tests.sandbox.rest_site import Api, app_actor, error_of, seeded_site

GONE = (
    "The selected filter is not available to you, perhaps it has been deleted or had its permissions changed."
)


@pytest.fixture(scope="module")
def _seeded() -> Site:
    return seeded_site()


@pytest.fixture
def api(_seeded: Site) -> Api:
    """The module's site with the filters that boards have and no others."""
    for filter_id in [i for i, f in _seeded.filters.items() if not f.name.startswith("Filter for")]:
        del _seeded.filters[filter_id]
    return Api(_seeded)


def make(api: Api, who: Any = "member", **body: Any) -> dict[str, Any]:
    answer = api.post("filter", {"name": "Mine", "jql": "project = PLAT", **body}, who)
    assert answer.status_code == 200, answer.text
    made: dict[str, Any] = answer.json()
    return made


def test_a_filter_is_private_until_shared(api: Api) -> None:
    made = make(api)
    assert made["owner"]["accountId"] == api.person("member").account_id
    assert made["sharePermissions"] == []
    path = f"filter/{made['id']}"
    assert api.get(path, "member").json() == made
    assert error_of(api.get(path, "viewer")) == (400, [GONE], {})
    assert api.get(path, None).status_code == 400
    assert api.get(path, "site administrator").status_code == 400
    assert api.get(path, "site administrator", overrideSharePermissions="true").status_code == 200


@pytest.mark.parametrize(
    ("share", "sees", "does_not"),
    [
        ({"type": "global"}, "no access", "nobody"),
        ({"type": "authenticated"}, "no access", None),
        ({"type": "project", "project": {"id": "10000"}}, "viewer", "no access"),
        ({"type": "group", "group": {"name": "jira-software-users"}}, "viewer", "no access"),
    ],
)
def test_shares_say_who_sees_it(api: Api, share: dict[str, Any], sees: str, does_not: str | None) -> None:
    made = make(api, sharePermissions=[share])
    path = f"filter/{made['id']}"
    assert api.get(path, sees).status_code == 200
    if does_not != "nobody":
        assert api.get(path, does_not).status_code == 400
    assert api.get(f"{path}/permission", "member").json() == made["sharePermissions"]


def test_a_role_share_needs_the_role(api: Api) -> None:
    roles = api.get("project/PLAT/role", "project administrator").json()
    viewer_role = roles["Viewer"].rsplit("/", 1)[1]
    share = {"type": "projectRole", "project": {"id": "10000"}, "role": {"id": int(viewer_role)}}
    path = f"filter/{make(api, sharePermissions=[share])['id']}"
    assert api.get(path, "viewer").status_code == 200
    assert api.get(path, "project administrator").status_code == 400


def test_only_the_owner_and_editors_change_it(api: Api) -> None:
    everybody = [{"type": "authenticated"}]
    made = make(api, sharePermissions=everybody)
    path = f"filter/{made['id']}"
    body = {"name": "Ours", "jql": "project = BATCH"}
    assert api.call("PUT", path, "viewer", json=body).status_code == 400
    viewer = {"type": "user", "user": {"accountId": api.person("viewer").account_id}}
    assert (
        api.call("PUT", path, "member", json={"name": "Mine", "editPermissions": [viewer]}).status_code == 200
    )
    changed = api.call("PUT", path, "viewer", json=body)
    assert (changed.json()["name"], changed.json()["jql"]) == ("Ours", "project = BATCH")
    assert api.call("DELETE", path, "viewer").status_code == 401
    assert api.call("DELETE", path, "member").status_code == 204
    assert api.get(path, "member").status_code == 400
    other = make(api)  # private, but a Jira administrator clears up
    assert api.call("DELETE", f"filter/{other['id']}", "site administrator").status_code == 204


def test_wrong_filters_are_refused(api: Api) -> None:
    make(api)
    for body, key in (
        ({"jql": "project = PLAT"}, "name"),
        ({"name": " ", "jql": ""}, "name"),
        ({"name": "mine", "jql": ""}, "name"),
        ({"name": "x" * 256, "jql": ""}, "name"),
        ({"name": "New", "jql": "project ="}, None),
        ({"name": "New", "jql": "nofield = 1"}, None),
        ({"name": "New", "jql": "", "sharePermissions": [{"type": "moon"}]}, None),
        (
            {"name": "New", "jql": "", "sharePermissions": [{"type": "project", "project": {"id": "10004"}}]},
            None,
        ),
    ):
        status, _, errors = error_of(api.post("filter", body, "viewer" if key is None else "member"))
        assert status == 400, body
        assert key is None or key in errors, body


def test_sharing_needs_the_global_permission(api: Api) -> None:
    body = {"name": "Shared", "jql": "", "sharePermissions": [{"type": "global"}]}
    assert api.post("filter", body, "no access").status_code == 400
    assert api.post("filter", {"name": "Own", "jql": ""}, "no access").status_code == 200
    assert api.post("filter", {"name": "Own", "jql": ""}, None).status_code == 401


def test_favourites_and_own_filters(api: Api) -> None:
    shared = make(api, sharePermissions=[{"type": "authenticated"}])
    path = f"filter/{shared['id']}"
    marked = api.call("PUT", f"{path}/favourite", "viewer").json()
    assert (marked["favourite"], marked["favouritedCount"]) == (True, 1)
    assert [f["id"] for f in api.get("filter/favourite", "viewer").json()] == [shared["id"]]
    assert api.get("filter/my", "viewer").json() == []
    assert len(api.get("filter/my", "viewer", includeFavourites="true").json()) == 1
    api.call("PUT", path, "member", json={"name": "Mine", "sharePermissions": []})
    assert api.get("filter/favourite", "viewer").json() == []
    assert api.get("filter/favourite", None).json() == []
    assert api.call("DELETE", f"{path}/favourite", "viewer").status_code == 200


def test_search_shows_what_the_caller_sees(api: Api) -> None:
    make(api)
    assert [f["name"] for f in api.get("filter/search", "member", filterName="mine").json()["values"]] == [
        "Mine"
    ]
    assert api.get("filter/search", "viewer", filterName="mine").json()["total"] == 0
    found = api.get("filter/search", "viewer", filterName="board", expand="jql,owner").json()["values"]
    assert {f["jql"] for f in found} >= {"project = PLAT ORDER BY Rank ASC"}
    assert not any("BUS" in f["name"] for f in found)
    assert api.get("filter/search", None).json()["total"] == 0
    mine = api.get("filter/search", "member", accountId=api.person("member").account_id).json()
    assert mine["total"] == 1
    assert api.get("filter/search", "member", orderBy="size").status_code == 400
    assert api.get("filter/search", "member", expand="everything").status_code == 400
    names = [f["name"] for f in api.get("filter/search", "member", orderBy="-name").json()["values"]]
    assert names == sorted(names, key=str.casefold, reverse=True)


def test_a_filter_gets_another_owner_and_more_shares(api: Api) -> None:
    path = f"filter/{make(api)['id']}"
    viewer = api.person("viewer").account_id
    added = api.post(f"{path}/permission", {"type": "user", "accountId": viewer}, "member")
    assert added.status_code == 201
    assert api.get(path, "viewer").status_code == 200
    share = added.json()[0]["id"]
    assert api.get(f"{path}/permission/{share}", "member").status_code == 200
    assert api.call("DELETE", f"{path}/permission/{share}", "viewer").status_code == 403
    assert api.call("DELETE", f"{path}/permission/{share}", "member").status_code == 204
    assert api.get(path, "viewer").status_code == 400
    assert api.call("PUT", f"{path}/owner", "viewer", json={"accountId": viewer}).status_code == 404
    assert api.call("PUT", f"{path}/owner", "member", json={"accountId": viewer}).status_code == 204
    assert api.get(path, "viewer").json()["owner"]["accountId"] == viewer
    assert api.get(path, "member").status_code == 400


def test_scopes_of_apps(api: Api) -> None:
    body = {"name": "App's", "jql": "project = PLAT"}
    assert api.post("filter", body, app_actor(api.site, "READ")).status_code == 403
    made = api.post("filter", body, app_actor(api.site, "READ", "WRITE"))
    assert made.status_code == 200
    assert api.call("DELETE", f"filter/{made.json()['id']}", app_actor(api.site, "WRITE")).status_code == 403
