"""What a seeded site holds, and that it is the same every time."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from datetime import UTC, datetime
from importlib.resources import files
from itertools import pairwise

import pytest

from jxl_sandbox.jira.model import ABOUTS, Project, Site
from jxl_sandbox.jira.rights import has_project, project_ids_with
from jxl_sandbox.jira.seeds import add_issues, build_site, fields
from tests.sandbox.rest_site import BASE_URL, NOW, Api, seeded_site


@pytest.fixture(scope="module")
def site() -> Site:
    return seeded_site()


def first(site: Site) -> Project:
    return next(iter(site.projects.values()))


def test_kinds_of_projects(site: Site) -> None:
    projects = list(site.projects.values())
    assert len(projects) >= 6
    assert len(site.issues) >= 3000
    assert projects[0].style == "classic"
    assert projects[0].type_key == "software"
    assert not projects[0].security_levels
    assert len(projects[0].issue_ids) >= 460
    assert sum(p.style == "next-gen" for p in projects) == 1
    assert sum(p.type_key == "service_desk" for p in projects) == 1
    assert sum(bool(p.security_levels) for p in projects) == 1


def test_switchable_people(site: Site) -> None:
    people = list(site.users.values())
    assert [p.about for p in people[: len(ABOUTS)]] == list(ABOUTS)
    assert all(p.about == "" for p in people[len(ABOUTS) :])
    assert len(people) >= len(ABOUTS) + 12
    assert all(p.email.endswith("@example.com") for p in people)
    assert len({p.account_id for p in people}) == len({p.api_token for p in people}) == len(people)
    assert all(re.fullmatch(r"ATATT3xFfGF0[\w-]+=[0-9A-F]{8}", p.api_token) for p in people)


def test_first_person_runs_the_first_projects(site: Site) -> None:
    api = Api(site)
    admin = api.actor(next(iter(site.users.values())))
    for project in list(site.projects.values())[:3]:
        for key in ("BROWSE_PROJECTS", "EDIT_ISSUES", "ADMINISTER_PROJECTS"):
            assert has_project(site, admin, key, project), (project.key, key)


def test_each_person_sees_other_projects(site: Site) -> None:
    api = Api(site)
    seen = {
        about: frozenset(
            site.projects[i].key for i in project_ids_with(site, api.actor(about), "BROWSE_PROJECTS")
        )
        for about in ABOUTS
    }
    assert seen["site administrator"] == {p.key for p in site.projects.values()}
    assert seen["no access"] == frozenset()
    assert len(set(seen.values())) == len(ABOUTS)
    assert seen["viewer"] >= {"PLAT", "BATCH"}


def test_the_viewer_may_only_look(site: Site) -> None:
    """Even grants to reporter and assignee give the viewer nothing, for nothing is seeded in that name."""
    viewer = Api(site).actor("viewer")
    for key in ("EDIT_ISSUES", "ADMINISTER_PROJECTS", "TRANSITION_ISSUES", "ADD_COMMENTS"):
        assert project_ids_with(site, viewer, key) == set(), key


def test_issues_hang_together(site: Site) -> None:
    now_ms = NOW.timestamp() * 1000
    for issue in site.issues.values():
        project, values = site.projects[issue.project_id], issue.values
        assert values["issuetype"] in project.issue_type_ids
        assert values["status"] in site.workflows[project.workflows[values["issuetype"]]].status_ids
        assert (values["resolution"] is None) == (site.status_category(values["status"]).key != "done")
        assert issue.created_ms <= issue.updated_ms < now_ms
        assert 0 < len(values["summary"]) <= 255
        assert "\n" not in values["summary"]
        for field_id in ("assignee", "reporter", "creator"):
            assert values[field_id] is None or values[field_id] in site.users
        assert {*values.get("components", ())} <= {*project.components}
        assert {*values.get("fixVersions", ()), *values.get("versions", ())} <= {*project.versions}
        level = site.issue_types[values["issuetype"]].hierarchy_level
        if (parent_id := values.get("parent")) is not None:
            parent = site.issues[parent_id]
            assert parent.project_id == issue.project_id
            assert site.issue_types[parent.values["issuetype"]].hierarchy_level == level + 1
            assert issue.id in site.children[parent_id]
        assert level >= 0 or "parent" in values


def test_open_work_sprints_and_epics_are_there(site: Site) -> None:
    issues = [site.issues[i] for i in first(site).issue_ids]
    categories = Counter(site.status_category(i.values["status"]).key for i in issues)
    assert min(categories[k] for k in ("new", "indeterminate", "done")) >= 20
    states = Counter(
        site.sprints[i.values["customfield_10020"][-1]].state
        for i in issues
        if i.values.get("customfield_10020")
    )
    assert min(states[s] for s in ("closed", "active", "future")) >= 5
    assert sum(i.values["issuetype"] == "10000" for i in issues) >= 10


def test_ranks_are_unique_lexoranks(site: Site) -> None:
    ranks = [i.values["customfield_10019"] for i in site.issues.values()]
    assert len(set(ranks)) == len(ranks)
    assert all(re.fullmatch(r"0\|[0-9a-z]{6}:", rank) for rank in ranks)


def test_every_custom_field_type_has_values(site: Site) -> None:
    filled = {
        field_id
        for issue in site.issues.values()
        for field_id, v in issue.values.items()
        if v not in (None, [])
    }
    stored = {f.id for f in site.fields.values() if f.custom and f.kind != "computed"}
    assert stored - filled == set()


def test_same_name_and_day_give_the_same_site(site: Site) -> None:
    again = seeded_site()
    assert {k: (i.key, i.values) for k, i in again.issues.items()} == {
        k: (i.key, i.values) for k, i in site.issues.items()
    }
    assert list(again.users) == list(site.users)
    assert next(iter(build_site(BASE_URL, name="Another", now=site.now).users)) not in site.users


def test_as_many_issues_as_wanted() -> None:
    site = seeded_site(issues=1500)
    assert len(first(site).issue_ids) >= 1500
    assert len({i.key for i in site.issues.values()}) == len(site.issues)
    summaries = Counter(site.issues[i].values["summary"] for i in first(site).issue_ids)
    assert len(summaries) > 1200


def test_adding_issues_later() -> None:
    site = seeded_site()
    before = len(first(site).issue_ids)
    ids = add_issues(site, 30)
    assert len(ids) == 30
    assert first(site).issue_ids[before:] == ids
    created = datetime.fromtimestamp(min(site.issues[i].created_ms for i in ids) / 1000, NOW.tzinfo)
    assert (NOW - created).days <= 2
    ranks = [i.values["customfield_10019"] for i in site.issues.values()]
    assert len(set(ranks)) == len(ranks)
    assert min(site.issues[i].values["customfield_10019"] for i in ids) > max(ranks[:before])


def test_data_carries_its_attribution_and_no_user_names() -> None:
    data = files("jxl_sandbox") / "data"
    text = (data / "josse-ATTRIBUTION.txt").read_text(encoding="utf-8")
    assert (
        "Contains data from JOSSE (Alhamed & Storer, 2022, https://doi.org/10.5281/zenodo.7022735), CC BY 4.0, "
        "changed as described." in text
    )
    packed = gzip.decompress((data / "josse-issues.jsonl.gz").read_bytes()).decode()
    people = set(re.findall(r'"(?:assignee|reporter|author)":"([^"]*)"', packed))
    assert all(re.fullmatch(r"u\d{4}", person) for person in people)


def day_of(moment_ms: int) -> str:
    return datetime.fromtimestamp(moment_ms / 1000, UTC).strftime("%Y-%m-%d")


def test_what_is_done_has_no_open_parts_and_epics_have_work(site: Site) -> None:
    for issue in site.issues.values():
        parent_id = issue.values.get("parent")
        if parent_id is not None:
            parent = site.issues[parent_id]
            assert parent.created_ms <= issue.created_ms
            assert issue.id in site.children[parent_id]
            if parent.values["resolutiondate"] is not None:
                assert issue.values["resolutiondate"] is not None, issue.key
                assert parent.project_id == issue.project_id
        if site.issue_types[issue.values["issuetype"]].hierarchy_level == 1:
            assert site.children.get(issue.id), f"{issue.key} is an epic without work"
    assert all(site.issues[i].values["parent"] == p for p, held in site.children.items() for i in held)


def test_the_release_plan_fits_the_work(site: Site) -> None:
    today = day_of(int(site.now().timestamp() * 1000))
    for project in site.projects.values():
        versions = list(project.versions.values())
        assert [v["releaseDate"] for v in versions] == sorted(v["releaseDate"] for v in versions)
        for version in versions:
            assert version["startDate"] <= version["releaseDate"]
            assert version["released"] is (version["releaseDate"] <= today), version
            assert version["released"] or not version["archived"]
        assert not versions or 3 <= sum(not v["released"] for v in versions) <= 8
        for issue in site.issues_of([project.id]):
            resolved = issue.values["resolutiondate"]
            for version_id in issue.values.get("fixVersions") or ():
                version = project.versions[version_id]
                if version["released"]:
                    assert resolved is not None, issue.key
                    assert day_of(resolved) <= version["releaseDate"], issue.key
        held_ids = {v for i in site.issues_of([project.id]) for v in i.values.get("fixVersions") or ()}
        assert all(v["archived"] or v["id"] in held_ids for v in versions if v["released"]), project.key
    planned = [v for v in site.projects["10000"].versions.values() if not v["released"]]
    held = [i.values.get("fixVersions") or () for i in site.issues_of(["10000"])]
    assert all(any(version["id"] in versions for versions in held) for version in planned)


def test_sprints_follow_each_other_and_hold_the_work_of_their_weeks(site: Site) -> None:
    for board in site.boards.values():
        sprints = [s for s in site.sprints.values() if s.board_id == board.id]
        if board.type == "kanban":
            assert sprints == []
            continue
        dated = [s for s in sprints if s.state != "future"]
        for before, after in pairwise(dated):
            assert (before.end_ms or 0) <= (after.start_ms or 0)
        issues = list(site.issues_of([board.project_id]))
        for sprint in sprints:
            held = [i for i in issues if sprint.id in (i.values.get(fields.SPRINT) or ())]
            assert 4 <= len(held) <= 30, sprint.name
            for issue in held:
                resolved, last = issue.values["resolutiondate"], issue.values[fields.SPRINT][-1]
                if sprint.state == "closed":
                    assert issue.created_ms < (sprint.complete_ms or 0)
                    is_within = resolved and (sprint.start_ms or 0) <= resolved <= (sprint.complete_ms or 0)
                    assert is_within or last != sprint.id
                if sprint.state == "future":
                    assert resolved is None
    goals = [s.goal for s in site.sprints.values() if s.state == "closed"]
    assert 0 < sum(map(bool, goals)) < len(goals)


def test_numbers_of_work_logs_are_given_once(site: Site) -> None:
    numbers = [log["id"] for issue in site.issues.values() for log in issue.values.get("worklog") or ()]
    assert len(numbers) == len(set(numbers)) > 1000
    assert max(map(int, numbers)) < site.next_worklog_id


def test_work_is_shared(site: Site) -> None:
    for project in site.projects.values():
        people = [i.values["assignee"] for i in site.issues_of([project.id]) if i.values["assignee"]]
        assert max(people.count(one) for one in set(people)) < len(people) / 2, project.key
