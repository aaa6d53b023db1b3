"""Many people save one sheet in the same moment, each in a thread and a process of their own."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from flask import Flask

from jxl.errors import Conflict
from jxl.sheets.models import Sheet
from jxl.sheets.parts import Head
from jxl.sheets.store import SheetStore, Stored
from tests.sheets.conftest import PROJECT, Desk

SAVERS = 40


def test_of_forty_savers_exactly_one_wins_each_revision(any_app: Flask) -> None:
    """Each changes a view of their own and tries again until it is in; the others are told of a conflict each time."""
    desk = Desk()
    views = [{"id": f"v{n}", "name": f"View {n}"} for n in range(SAVERS)]
    sheet_id = desk.create(views=views).sheet.id
    wins: list[tuple[int, int]] = []
    conflicts = []
    start = threading.Barrier(SAVERS)

    def save(number: int, store: SheetStore) -> None:
        with any_app.app_context():
            start.wait()
            while True:
                loaded = store.load(desk.installation, PROJECT, sheet_id)
                assert isinstance(loaded, Stored)
                sheet = loaded.sheet

                def build(_head: Head, sheet: Sheet = sheet) -> Sheet:
                    changed = [
                        view.model_copy(update={"name": f"Saved {number}"})
                        if view.id == f"v{number}"
                        else view
                        for view in sheet.views
                    ]
                    return sheet.model_copy(update={"views": changed})

                try:
                    stored = store.save(
                        desk.installation, PROJECT, sheet_id, f"person{number}", sheet.revision, build
                    )
                except Conflict as exc:
                    conflicts.append(exc)
                    continue
                wins.append((stored.sheet.revision, number))
                return

    with ThreadPoolExecutor(SAVERS) as pool:
        for done in [pool.submit(save, number, desk.new_store()) for number in range(SAVERS)]:
            done.result(100)
    assert sorted(revision for revision, _ in wins) == list(range(2, SAVERS + 2))
    final = desk.load(sheet_id).sheet
    assert (final.revision, len(final.views)) == (SAVERS + 1, SAVERS)
    assert [view.name for view in final.views] == [f"Saved {number}" for number in range(SAVERS)]
    assert conflicts
