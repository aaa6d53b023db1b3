"""Link types: what is read of Jira's answer, and a site without links."""

from __future__ import annotations

from typing import Any

import pytest

from jxl.errors import JiraError, JiraUnavailable
from jxl.jira.client import JiraClient, api_path
from jxl.jira.link_types import LinkType, fetch_link_types
from tests.jira.scripted import Answer, ScriptedServer


def test_link_types_come_in_jiras_order(client: JiraClient, server: ScriptedServer) -> None:
    blocks = {"id": "1", "name": "Blocks", "inward": "is blocked by", "outward": "blocks", "self": "x"}
    server.will(Answer({"issueLinkTypes": [blocks, "odd", {"id": "2"}, {"id": 3, "name": "Relates"}]}))
    assert fetch_link_types(client) == [
        LinkType("1", "Blocks", "is blocked by", "blocks"),
        LinkType("3", "Relates", "Relates", "Relates"),
    ]
    assert [call.path for call in server.requests] == [api_path("issueLinkType")]


def test_a_site_with_linking_switched_off_has_none(client: JiraClient, server: ScriptedServer) -> None:
    server.will(Answer({"errorMessages": ["Issue linking is currently disabled."]}, 404))
    assert fetch_link_types(client) == []


@pytest.mark.parametrize("nonsense", [[], {"issueLinkTypes": "none"}, {}])
def test_nonsense_is_an_error(client: JiraClient, server: ScriptedServer, nonsense: Any) -> None:
    server.will(Answer(nonsense))
    with pytest.raises(JiraUnavailable):
        fetch_link_types(client)


def test_a_refusal_is_passed_on(client: JiraClient, server: ScriptedServer) -> None:
    server.will(Answer({"errorMessages": ["no"]}, 403))
    with pytest.raises(JiraError):
        fetch_link_types(client)
