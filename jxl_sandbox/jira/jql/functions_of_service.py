"""
JQL functions of service projects.

The site has a service project, so it knows these functions, but none of the fields most of them are for: approvals,
agreements on service levels, organizations, entitlements. What they give fits no other field, so that a call ends in
Jira's own refusal, of the field or of the value. Two give people and fit every field of people; the site has no
organizations and no details of customers that they could name.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable

from jxl_sandbox.jira.jql.calls import ANY, Call, FunctionSpec
from jxl_sandbox.jira.jql.errors import JQLError


def _without_field(_call: Call) -> tuple[Hashable, ...]:
    return ()


def _unknown(what: str, people: str) -> Callable[[Call], list[Hashable]]:
    def run(call: Call) -> list[Hashable]:
        raise JQLError(
            f"Function '{call.name}' can not generate a list of {people} for {what} '{call.arguments[0]}'; the {what} "
            "does not exist."
        )

    return run


SERVICE_FUNCTIONS = (
    *(
        FunctionSpec(name, "approval", False, _without_field)
        for name in ("approved", "myApproval", "myPending", "myPendingApproval", "pending")
    ),
    *(
        FunctionSpec(name, "approval", False, _without_field, 1, ANY)
        for name in ("approver", "pendingApprovalBy", "pendingBy")
    ),
    *(
        FunctionSpec(name, "sla", False, _without_field)
        for name in ("breached", "completed", "everBreached", "paused", "running", "withinCalendarHours")
    ),
    *(FunctionSpec(name, "sla", False, _without_field, 0, 1) for name in ("elapsed", "remaining")),
    FunctionSpec("organizationDetail", "organization", True, _without_field, 2, 2),
    FunctionSpec("entitlementDetail", "entitlement", True, _without_field, 2, 2),
    FunctionSpec("entitlementProduct", "entitlement", True, _without_field, 1, 1),
    FunctionSpec("organizationMembers", "user", True, _unknown("organization", "usernames"), 1, ANY),
    FunctionSpec("customerDetail", "user", True, _unknown("detail", "customers"), 2, 2),
)
