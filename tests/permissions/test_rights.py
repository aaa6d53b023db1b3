"""What counts towards an action, as the page of a refused person lists it."""

from __future__ import annotations

from itertools import product

from jxl.permissions.models import Action, Facts
from jxl.permissions.policy import decide
from jxl.permissions.rights import rights_on_site, rights_to_open


def test_opening_needs_browsing_and_one_of_two() -> None:
    """The list and the policy say the same, whatever is granted."""
    for browse, on_site, in_project in product((False, True), repeat=3):
        facts = Facts(browse=browse, global_view=on_site, scheme_view=in_project)
        rights = rights_to_open(facts)
        assert [right.allowed for right in rights] == [browse, on_site, in_project]
        assert decide(Action.OPEN_SHEET, facts).allowed == (
            rights[0].allowed and (rights[1].allowed or rights[2].allowed)
        )
        assert all(right.reason for right in rights)


def test_the_place_of_a_grant_depends_on_the_kind_of_project() -> None:
    company, team = (rights_to_open(Facts(), is_team_managed=kind)[2].reason for kind in (False, True))
    assert "scheme" in company
    assert "Access" in team


def test_not_granted_yet_is_said_only_when_known() -> None:
    unknown, known = (
        rights_to_open(Facts(), ungranted_scheme=scheme)[2].reason for scheme in (None, "Software default")
    )
    assert "Not granted" not in unknown
    assert known == (
        "Not granted to anyone yet in the scheme “Software default”. A Jira administrator, or whoever may edit it, "
        "can grant it."
    )


def test_the_site_s_pages() -> None:
    for view, directory in product((False, True), repeat=2):
        facts = Facts(global_view=view, global_directory=directory)
        rights = rights_on_site(Action.OPEN_DIRECTORY, facts)
        assert decide(Action.OPEN_DIRECTORY, facts).allowed == any(right.allowed for right in rights)
    assert [r.allowed for r in rights_on_site(Action.OPEN_ADMIN, Facts(administer=True))] == [True]
