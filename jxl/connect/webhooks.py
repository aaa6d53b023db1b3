"""
Webhooks: Jira says that something has changed.

The body is never read: the token does not cover it, and readers ask Jira as themselves anyway. An event only
moves the site's change counter, so delivering it twice or out of order does no harm.
"""

from __future__ import annotations

from flask import Blueprint

from jxl.connect.auth import server_token, services
from jxl.connect.changes import record_change
from jxl.connect.models import Caller
from jxl.errors import NotFound

#: Last part of the address → name of the event; atlassian-connect.json says the same, a test compares.
EVENTS = {
    "issue-created": "jira:issue_created",
    "issue-updated": "jira:issue_updated",
    "issue-deleted": "jira:issue_deleted",
}

blueprint = Blueprint("webhooks", __name__)


@blueprint.post("/connect/webhooks/<name>")
@server_token
def receive(caller: Caller, name: str) -> tuple[str, int]:
    """Take an event. After an uninstall it is answered and forgotten."""
    event = EVENTS.get(name)
    if event is None:
        raise NotFound
    if caller.installation.is_active:
        record_change(caller.installation.id, event, services().installations.clock())
    return "", 204
