"""The JQL field ``filter``: what saved filters find for whoever asks, and which are refused."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jxl_sandbox.jira.agile_model import SavedFilter, Share
from jxl_sandbox.jira.jql.errors import JQLError
from jxl_sandbox.jira.jql.evaluate import compile_jql
from jxl_sandbox.jira.model import Site
from tests.sandbox.jql_site import actor, build_filled_site, compiled, found
from tests.sandbox.rest_site import Api, seeded_site

EVERYBODY = [Share(1, "authenticated")]


def save(site: Site, filter_id: int, name: str, jql: str, owner: str = "ann", *, shared: bool = True) -> None:
    site.filters[filter_id] = SavedFilter(filter_id, name, owner, jql, shares=EVERYBODY if shared else [])


@pytest.fixture
def site() -> Site:
    site = build_filled_site()
    save(site, 1, "Done ones", "status = Done ORDER BY created")
    save(site, 2, "Mine", "assignee = currentUser()")
    save(site, 3, "Not done, mine", "filter != 'done ones' AND request = 2")
    save(site, 4, "Everything", "")
    save(site, 5, "Secret of Bob", "project = AAA", "bob", shared=False)
    save(site, 6, "Twice", "key = AAA-1")
    save(site, 7, "Twice", "key = AAA-10", "bob")
    save(site, 8, "Two projects", "project in (B, HID)")
    save(site, 9, "Through a secret", "filter = 5 OR key = B-1", "bob")
    save(site, 10, "77", "key = AAA-2")
    save(site, 77, "Seventy", "key = AAA-3")
    save(site, 11, "Only hidden", "project = HID", "eve")
    return site


@pytest.mark.parametrize(
    ("where", "who", "keys"),
    [
        ("filter = 'Done ones'", "ann", "1 B-1"),
        ("filter = 'DONE ONES'", "ann", "1 B-1"),
        ("request = 1", "ann", "1 B-1"),
        ("savedFilter in (1)", "ann", "1 B-1"),
        ("searchRequest in ('Done ones', 'Mine')", "bob", "1 2 B-1"),
        # As the person who asks.
        ("filter = Mine", "ann", "1"),
        ("filter = Mine", "bob", "2"),
        ("filter = 3", "ann", ""),
        ("filter = 3", "bob", "2"),
        # The opposite of a filter is everything else, empty fields too.
        ("filter != Mine", "ann", "2 3 10 B-1"),
        ("not filter = Mine", "ann", "2 3 10 B-1"),
        ("filter not in (1, 2)", "bob", "3 10"),
        ("not (filter = 1 or filter != 2)", "ann", ""),
        ("not not filter = 1", "ann", "1 B-1"),
        ("filter = Everything", "ann", "1 2 3 10 B-1"),
        ("filter != Everything", "ann", ""),
        # Several filters of one name; a number is an id first, a text a name first.
        ("filter = Twice", "ann", "1 10"),
        ("filter = 77", "ann", "3"),
        ("filter = '77'", "ann", "2"),
        # What the asker may not know of a filter finds nothing.
        ("filter = 8", "ann", "B-1"),
        ("filter = 9", "ann", "B-1"),
        ("filter = 9", "bob", "1 2 3 10 B-1"),
        ("filter = 'Only hidden'", "ann", ""),
        ("filter = 1 and project = AAA", "ann", "1"),
    ],
)
def test_what_a_saved_filter_finds(site: Site, where: str, who: str, keys: str) -> None:
    assert sorted(found(site, where, who).split()) == sorted(keys.split())


def test_the_order_of_a_saved_filter_does_not_count(site: Site) -> None:
    assert found(site, "filter = 1 order by key desc") == "B-1 1"


def test_a_saved_filter_narrows_as_its_restrictions_would(site: Site) -> None:
    assert compiled(site, "filter in (8, 6)").candidate_project_ids == {"1", "2"}
    assert compiled(site, "filter = Twice").candidate_issue_ids == {1, 3}
    assert compiled(site, "filter != 8").candidate_project_ids is None
    assert compiled(site, "filter = Everything").is_bounded


@pytest.mark.parametrize(
    ("jql", "who", "messages"),
    [
        ("filter = 5", "ann", ["A value with ID '5' does not exist for the field 'filter'."]),
        (
            "filter = 'Secret of Bob'",
            "ann",
            ["The value 'Secret of Bob' does not exist for the field 'filter'."],
        ),
        ("filter = 1", None, ["A value with ID '1' does not exist for the field 'filter'."]),
        (
            "request in (nope, 1, 999)",
            "ann",
            [
                "The value 'nope' does not exist for the field 'request'.",
                "A value with ID '999' does not exist for the field 'request'.",
            ],
        ),
    ],
)
def test_filters_out_of_sight_are_unknown(site: Site, jql: str, who: str | None, messages: list[str]) -> None:
    with pytest.raises(JQLError) as refusal:
        compiled(site, jql, who)
    assert list(refusal.value.messages) == messages


def _cycle(value: str, name: str) -> str:
    return (
        f"Field 'filter' with value '{value}' matches filter '{name}' and causes a cyclical reference, this query can "
        "not be executed and should be edited."
    )


def test_cycles_are_refused_where_the_query_names_them(site: Site) -> None:
    save(site, 20, "Self", "filter = Self")
    save(site, 21, "A", "key = AAA-1 OR filter = B")
    save(site, 22, "B", "NOT filter in (1, C)")
    save(site, 23, "C", "filter = 21")
    for value, name in (("Self", "Self"), ("21", "A"), ("B", "B"), ("C", "C")):
        with pytest.raises(JQLError) as refusal:
            compiled(site, f"filter = {value}")
        assert list(refusal.value.messages) == [_cycle(value, name)]
    save(site, 24, "Diamond", "filter = 1 OR filter = 3 OR filter = 1")
    assert found(site, "filter = Diamond") == "1 B-1"


def test_very_deep_nests_of_filters_are_refused(site: Site) -> None:
    """Neither compiling nor running may end in Python's limit of recursion."""
    save(site, 100, "F100", "(" * 60 + "key = AAA-1" + ")" * 60)
    for n in range(101, 400):
        save(site, n, f"F{n}", f"filter = {n - 1}")
    assert found(site, "filter = 105") == "1"
    with pytest.raises(JQLError, match="leads through too many other filters"):
        compiled(site, "filter = 399")
    deep = " or (key = AAA-2 and ".join(["key = AAA-1"] * 45) + ")" * 44
    for n in range(500, 540):
        save(site, n, f"G{n}", f"{deep} or filter = {n - 1}" if n > 500 else deep)
    with pytest.raises(JQLError, match="leads through too many other filters"):
        compiled(site, "filter = 539")


def test_a_filter_that_names_many_is_compiled_once(site: Site) -> None:
    """Each of forty filters names the one before twice: two to the power of forty ways."""
    save(site, 100, "F100", "key = AAA-1")
    for n in range(101, 120):
        save(site, n, f"F{n}", f"filter = {n - 1} OR filter = {n - 1}")
    assert found(site, "filter = 119 and key = AAA-1") == "1"


# Against the obvious: a filter means its text in parentheses, and its opposite all that is left.

_PARTS = [
    "status = Done",
    "assignee = ann",
    "labels != red",
    "resolution is EMPTY",
    "priority > Low",
    "key = AAA-2",
]
_nested = st.recursive(
    st.sampled_from(_PARTS).map(lambda text: ("text", text)),
    lambda inner: (
        st.tuples(st.just("filter"), inner)
        | st.tuples(st.just("differs"), inner)
        | st.tuples(st.just("or"), inner, inner)
        | st.tuples(st.just("and"), inner, inner)
    ),
    max_leaves=5,
)


def _write(site: Site, node: Any) -> str:
    """Write a query, saving a filter for each node that is one."""
    match node:
        case ("text", text):
            return str(text)
        case ("filter" | "differs" as kind, inner):
            number = max(site.filters, default=0) + 1
            save(site, number, f"F{number}", "")
            site.filters[number].jql = _write(site, inner)
            return f"filter {'=' if kind == 'filter' else '!='} {number}"
        case (word, left, right):
            return f"({_write(site, left)} {word} {_write(site, right)})"
    raise AssertionError(node)


def _find(site: Site, node: Any) -> set[int]:
    match node:
        case ("text", text):
            return {i.id for i in compile_jql(text, site, actor(site)).find()}
        case ("filter", inner):
            return _find(site, inner)
        case ("differs", inner):
            return set(site.issues) - _find(site, inner)
        case ("or", left, right):
            return _find(site, left) | _find(site, right)
        case ("and", left, right):
            return _find(site, left) & _find(site, right)
    raise AssertionError(node)


@settings(deadline=None, max_examples=60)
@given(_nested)
def test_filters_agree_with_sets_of_issues(node: Any) -> None:
    site = build_filled_site()
    query = compile_jql(_write(site, node), site, actor(site))
    assert {i.id for i in query.find()} == _find(site, node)


# Over REST


@pytest.fixture(scope="module")
def api() -> Api:
    return Api(seeded_site())


def make(api: Api, name: str, jql: str, who: str = "member", *, shared: bool = True) -> int:
    shares = [{"type": "authenticated"}] if shared else []
    answer = api.post("filter", {"name": name, "jql": jql, "sharePermissions": shares}, who)
    assert answer.status_code == 200, answer.text
    return int(answer.json()["id"])


def test_searches_join_saved_filters(api: Api) -> None:
    number = make(api, "Bugs of the platform", "project = PLAT AND type = Bug ORDER BY key")
    direct = api.search("project = PLAT AND type = Bug", maxResults=5000)["issues"]
    joined = api.search(f"filter = {number}", maxResults=5000)["issues"]
    assert joined == direct
    ids = [int(i["id"]) for i in direct[:5]]
    body = {"issueIds": ids, "jqls": [f"filter = {number}", f"filter != {number}"]}
    matches = api.post("jql/match", body).json()["matches"]
    assert [sorted(m["matchedIssues"]) for m in matches] == [sorted(ids), []]
    parsed = api.post("jql/parse", {"queries": [f"filter = {number}", "filter = Nowhere"]}).json()["queries"]
    assert parsed[0]["structure"]["where"]["field"]["name"] == "filter"
    assert parsed[1]["errors"] == ["The value 'Nowhere' does not exist for the field 'filter'."]


def test_a_filter_cannot_be_saved_that_leads_back_to_itself(api: Api) -> None:
    first = make(api, "Ring 1", "project = PLAT")
    second = make(api, "Ring 2", f"filter = {first}")

    def change(number: int, jql: str) -> tuple[int, list[str]]:
        name = api.site.filters[number].name
        answer = api.call("PUT", f"filter/{number}", "member", json={"name": name, "jql": jql})
        return answer.status_code, answer.json().get("errorMessages", [])

    assert change(first, f"filter = {second}") == (400, [_cycle(str(second), "Ring 2")])
    assert change(first, "filter = 'Ring 1'") == (400, [_cycle("Ring 1", "Ring 1")])
    assert change(second, "filter = 'Ring 1'") == (200, [])


def test_names_of_private_filters_become_ids_and_are_not_offered(api: Api) -> None:
    number = make(api, "Plans of my own", "project = PLAT", "project administrator", shared=False)
    query = {"query": "filter = 'Plans of my own'", "accountId": api.person("viewer").account_id}
    cleaned = api.post("jql/sanitize", {"queries": [query]}).json()["queries"][0]
    assert cleaned["sanitizedQuery"] == f"filter = {number}"
    for who, count in (("project administrator", 1), ("viewer", 0)):
        params = {"fieldName": "filter", "fieldValue": "plans of"}
        offered = api.get("jql/autocompletedata/suggestions", who, **params).json()["results"]
        assert [o["value"] for o in offered] == ['"Plans of my own"'] * count


def test_people_are_offered_for_voters(api: Api) -> None:
    assert api.get("jql/autocompletedata/suggestions", fieldName="voter").json()["results"]
    assert api.get("jql/autocompletedata/suggestions", fieldName="textfields").json()["results"] == []
