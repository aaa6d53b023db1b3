"""
Project properties, where sheets live. Source: Jira Cloud REST v3, "Project properties".

Whoever may browse a project can read them; writing needs the right to administer it, which the app itself has.
A value is replaced whole, there is no compare-and-set, and the last writer wins.
"""

from __future__ import annotations

from typing import Any

from jxl.jira.client import JiraClient, api_path, expect_list, expect_object


def list_keys(client: JiraClient, project: str) -> list[str]:
    """
    List the keys of a project's properties, those of other apps too.

    Raises:
        JiraNotFound: No such project, or the actor may not browse it.
    """
    path = api_path("project", project, "properties")
    entries = expect_list(expect_object(client.get_json(path), path).get("keys"), path)
    keys = (entry.get("key") for entry in entries if isinstance(entry, dict))
    return [key for key in keys if isinstance(key, str)]


def fetch(client: JiraClient, project: str, key: str) -> Any:
    """
    Fetch one property.

    Returns:
        The stored value itself, not Jira's ``{"key", "value"}`` envelope. Anyone may have written it.

    Raises:
        JiraNotFound: No such property, or the actor may not browse the project.
    """
    path = api_path("project", project, "properties", key)
    return expect_object(client.get_json(path), path).get("value")


def put(client: JiraClient, project: str, key: str, value: Any) -> None:
    """
    Write one property.

    Args:
        key: At most 255 characters.
        value: A JSON value, or bytes that are JSON already; at most 32,768 characters.
    """
    client.put_json(api_path("project", project, "properties", key), value)


def delete(client: JiraClient, project: str, key: str) -> None:
    """
    Delete one property.

    Raises:
        JiraNotFound: It is not there (any more).
    """
    client.delete(api_path("project", project, "properties", key))
