"""
Which facts allow which action: the specification of rights as code. Pure, and default deny.
"""

from __future__ import annotations

from collections.abc import Callable

from jxl.permissions.models import Action, Facts


def may_open(facts: Facts) -> bool:
    """Sheets of a project open for who may browse it and view sheets, by either grant."""
    return facts.browse and (facts.global_view or facts.scheme_view)


def may_work(facts: Facts) -> bool:
    """The global right to edit sheets counts only for people who do something in the project."""
    return facts.edit_issues or facts.administer_projects or facts.administer


def may_create(facts: Facts) -> bool:
    """The scheme's right to edit sheets suffices; editing does not imply viewing."""
    return facts.browse and (facts.scheme_edit or (facts.global_edit and may_work(facts)))


def may_bulk_change_in(facts: Facts) -> bool:
    """
    Tell whether the issues of a project may be part of a change of several issues.

    Args:
        facts: Of the issue's own project, which may be another one than the sheet's.
    """
    return facts.global_bulk or facts.scheme_bulk


RULES: dict[Action, Callable[[Facts], bool]] = {
    Action.OPEN_SHEET: may_open,
    Action.LIST_PROJECT_SHEETS: may_open,
    Action.OPEN_DIRECTORY: lambda facts: facts.global_view or facts.global_directory,
    Action.CREATE_SHEET: may_create,
    Action.CHANGE_SHEET: lambda facts: may_create(facts) and may_open(facts),
    Action.EDIT_CELLS: may_open,
    Action.BULK_CHANGE: lambda facts: may_open(facts) and may_bulk_change_in(facts),
    Action.OPEN_ADMIN: lambda facts: facts.administer,
}
