"""The policy against an independent statement of the rules, and the words in which it explains itself."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest

from jxl.permissions.catalogue import NAMES, GlobalPermission, SchemePermission, rest_key
from jxl.permissions.policy import (
    SITE_ACTIONS,
    Action,
    Decision,
    Facts,
    decide,
    decide_all,
    may_bulk_change_in,
)

DESCRIPTOR = Path(__file__).resolve().parents[2] / "atlassian-connect.json"
NAMES_OF_FACTS = [f.name for f in fields(Facts)]
ALL_FACTS = [
    Facts(**dict(zip(NAMES_OF_FACTS, held, strict=True)))
    for held in itertools.product((False, True), repeat=len(NAMES_OF_FACTS))
]

# The rules once more, written from the specification and not from the code: no helper is shared.
STATEMENT: dict[str, Callable[[Facts], bool]] = {
    "openSheet": lambda f: f.browse and (f.global_view or f.scheme_view),
    "listProjectSheets": lambda f: f.browse and (f.global_view or f.scheme_view),
    "openDirectory": lambda f: f.global_view or f.global_directory,
    "createSheet": lambda f: (
        f.browse
        and (f.scheme_edit or (f.global_edit and (f.edit_issues or f.administer_projects or f.administer)))
    ),
    "changeSheet": lambda f: (
        f.browse
        and (f.scheme_edit or (f.global_edit and (f.edit_issues or f.administer_projects or f.administer)))
        and (f.global_view or f.scheme_view)
    ),
    "editCells": lambda f: f.browse and (f.global_view or f.scheme_view),
    "bulkChange": lambda f: (
        f.browse and (f.global_view or f.scheme_view) and (f.global_bulk or f.scheme_bulk)
    ),
    "openAdmin": lambda f: f.administer,
}


def test_all_combinations_are_there() -> None:
    assert len(ALL_FACTS) == len(set(ALL_FACTS)) == 2048
    assert {action.value for action in Action} == set(STATEMENT)


@pytest.mark.parametrize("is_team_managed", [False, True])
@pytest.mark.parametrize("action", Action)
def test_every_combination_is_decided_as_specified(action: Action, is_team_managed: bool) -> None:
    for facts in ALL_FACTS:
        decision = decide(action, facts, "Port Operations", is_team_managed=is_team_managed)
        assert decision.allowed is STATEMENT[action.value](facts), facts


@pytest.mark.parametrize("is_team_managed", [False, True])
@pytest.mark.parametrize("action", Action)
def test_every_verdict_has_a_reason_that_a_person_can_use(action: Action, is_team_managed: bool) -> None:
    for facts in ALL_FACTS:
        decision = decide(action, facts, "Port Operations", is_team_managed=is_team_managed)
        reason = decision.reason
        assert reason.startswith("You "), reason
        assert reason.endswith("."), reason
        assert ".." not in reason
        assert not re.search(r"!|[Pp]lease|[Ss]uccess|_|  ", reason), reason
        if decision.allowed:
            assert decision.missing == ()
            continue
        assert reason.startswith("You may not"), reason
        assert "dministrator" in reason, "somebody can change it"
        assert decision.missing
        for right in decision.missing:
            assert right.name in reason or action is Action.OPEN_ADMIN, reason
            assert right.places


@pytest.mark.parametrize("is_team_managed", [False, True])
@pytest.mark.parametrize("action", Action)
def test_an_administrator_reads_the_same_about_somebody_by_name(
    action: Action, is_team_managed: bool
) -> None:
    for facts in ALL_FACTS:
        theirs = decide(
            action, facts, "Port Operations", is_team_managed=is_team_managed, person="Lena Novak"
        )
        own = decide(action, facts, "Port Operations", is_team_managed=is_team_managed)
        assert (theirs.allowed, theirs.missing) == (own.allowed, own.missing)
        assert theirs.reason.startswith("Lena Novak "), theirs.reason
        assert not re.search(r"\b[Yy]ou\b|Novak (hold|administer)\b", theirs.reason), theirs.reason


def test_words_about_somebody() -> None:
    def reason_of(action: Action, **facts: bool) -> str:
        return decide(action, Facts(**facts), "Port Operations", person="Lena").reason

    assert reason_of(Action.OPEN_SHEET) == (
        "Lena may not browse Port Operations. Its administrator can give Lena Browse projects."
    )
    assert reason_of(Action.CREATE_SHEET, browse=True, global_edit=True, administer_projects=True) == (
        "Lena holds JXL: Edit sheets on the site and administers Port Operations."
    )
    assert reason_of(Action.EDIT_CELLS, browse=True, scheme_view=True, edit_issues=True) == (
        "Lena may open the sheet. Jira decides issue by issue and field by field what Lena may edit."
    )


@pytest.mark.parametrize("action", Action)
def test_the_missing_rights_are_those_that_help(action: Action) -> None:
    """Whoever gets every right that is named as missing may do it, in whichever of its places."""
    fact_of = {
        "view-sheets": "global_view",
        "edit-sheets": "global_edit",
        "bulk-change-sheets": "global_bulk",
        "view-sheets-directory": "global_directory",
        "view-sheets-project": "scheme_view",
        "edit-sheets-project": "scheme_edit",
        "bulk-change-sheets-project": "scheme_bulk",
        "BROWSE_PROJECTS": "browse",
        "EDIT_ISSUES": "edit_issues",
        "ADMINISTER": "administer",
    }
    for facts in ALL_FACTS:
        if action not in SITE_ACTIONS and not facts.browse:
            continue  # browsing comes first; what else is missing is said when the project can be seen
        held = {name: getattr(facts, name) for name in NAMES_OF_FACTS}
        for right in decide(action, facts, "Port Operations").missing:
            held[fact_of[right.keys[-1]]] = True
        assert decide(action, Facts(**held), "Port Operations").allowed, facts


def test_a_project_that_may_not_be_browsed_is_not_named() -> None:
    for facts in ALL_FACTS:
        if not facts.browse:
            for action in set(Action) - set(SITE_ACTIONS):
                decision = decide(action, facts, "Port Operations")
                assert "Port Operations" not in decision.reason
                assert not decision.allowed


def reason(action: Action, is_team_managed: bool = False, **facts: bool) -> str:
    return decide(action, Facts(**facts), "Port Operations", is_team_managed=is_team_managed).reason


def test_words() -> None:
    viewer = {"browse": True, "global_view": True}
    assert reason(Action.BULK_CHANGE, **viewer) == (
        "You may not change several issues at once in Port Operations. A Jira administrator can grant "
        "JXL: Make bulk changes in sheets, on the site or in the scheme."
    )
    assert reason(Action.OPEN_SHEET, browse=True) == (
        "You may not open sheets in Port Operations. A Jira administrator can grant JXL: View sheets, "
        "on the site or in the scheme."
    )
    assert reason(Action.OPEN_SHEET, True, browse=True) == (
        "You may not open sheets in Port Operations. A Jira administrator can grant JXL: View sheets on the site, "
        "or the project's administrator in a role under Access."
    )
    assert reason(Action.OPEN_SHEET) == (
        "You may not browse this project. Its administrator can give you Browse projects."
    )
    assert reason(Action.CREATE_SHEET, **viewer) == (
        "You may not create sheets in Port Operations. A Jira administrator can grant JXL: Edit sheets, on the site "
        "or in the scheme. On the site, JXL: Edit sheets counts together with Edit issues in Port Operations."
    )
    assert reason(Action.CREATE_SHEET, browse=True, global_edit=True) == (
        "You may not create sheets in Port Operations. You hold JXL: Edit sheets on the site, which counts together "
        "with Edit issues. The administrator of Port Operations can give you Edit issues, or a Jira administrator "
        "can grant JXL: Edit sheets in the scheme."
    )
    assert reason(Action.CHANGE_SHEET, browse=True, scheme_edit=True) == (
        "You may not change or delete sheets in Port Operations, because you may not open them. A Jira "
        "administrator can grant JXL: View sheets, on the site or in the scheme."
    )
    assert reason(Action.OPEN_SHEET, browse=True, global_view=True, scheme_view=True) == (
        "You may browse Port Operations and hold JXL: View sheets on the site and in the scheme."
    )
    assert reason(Action.CREATE_SHEET, browse=True, global_edit=True, edit_issues=True) == (
        "You hold JXL: Edit sheets on the site and may edit issues in Port Operations."
    )
    assert "you may not edit issues in Port Operations" in reason(Action.EDIT_CELLS, **viewer)
    assert reason(Action.OPEN_DIRECTORY) == (
        "You may not open the sheets directory. A Jira administrator can grant JXL: View sheets or "
        "JXL: View sheets directory, on the site."
    )


def test_edit_does_not_imply_view() -> None:
    facts = Facts(browse=True, scheme_edit=True)
    assert decide(Action.CREATE_SHEET, facts, "P").allowed
    for action in (Action.OPEN_SHEET, Action.CHANGE_SHEET, Action.LIST_PROJECT_SHEETS):
        assert not decide(action, facts, "P").allowed


def test_the_bulk_right_is_asked_of_each_issues_own_project() -> None:
    assert may_bulk_change_in(Facts(scheme_bulk=True))
    assert may_bulk_change_in(Facts(global_bulk=True))
    assert not may_bulk_change_in(
        Facts(global_edit=True, scheme_edit=True, administer=True, edit_issues=True)
    )


def test_decisions_on_the_wire() -> None:
    decisions = decide_all(Facts(administer=True), "Port Operations")
    assert list(decisions) == list(Action)
    assert decisions[Action.OPEN_ADMIN].to_json() == {"allowed": True, "reason": "You administer Jira."}
    missing = decisions[Action.OPEN_DIRECTORY].missing[0].to_json()
    assert missing == {"keys": ["view-sheets"], "name": "JXL: View sheets", "places": ["site"]}
    json.dumps(missing)


def test_decisions_are_values() -> None:
    assert Decision(True, "a") == Decision(True, "a")
    with pytest.raises(AttributeError):
        Facts().browse = True  # type: ignore[misc]  # frozen


def test_the_catalogue_says_what_the_descriptor_says() -> None:
    modules = json.loads(DESCRIPTOR.read_text())["modules"]
    for kind, module in (
        (GlobalPermission, "jiraGlobalPermissions"),
        (SchemePermission, "jiraProjectPermissions"),
    ):
        described = {entry["key"]: entry for entry in modules[module]}
        assert set(described) == {right.value for right in kind}
        for right in kind:
            assert NAMES[right] == described[right.value]["name"]["value"]
            assert described[right.value]["description"]["value"]
    for entry in modules["jiraGlobalPermissions"]:
        assert (entry["defaultGrants"], entry["anonymousAllowed"]) == (["all"], False)
    for entry in modules["jiraProjectPermissions"]:
        assert "defaultGrants" not in entry


def test_keys_for_jira() -> None:
    assert rest_key("io.jxl.sheets", GlobalPermission.VIEW_SHEETS) == "io.jxl.sheets__view-sheets"
