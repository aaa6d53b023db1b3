"""What must hold for items saved beside each other, whatever people saw and in whatever order they save."""

from __future__ import annotations

from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st

from jxl.errors import Conflict, JxlError, NotFound, ValidationError
from jxl.sheets.documents import parse_sheet
from jxl.sheets.items import KINDS, Item, Kind, find_item, parse_item, references
from jxl.sheets.models import Sheet
from jxl.sheets.parts import Head
from jxl.sheets.rebase import ItemChange, ItemSaver, SaveQueue, SeenSheets
from jxl.sheets.saving import Stored
from jxl.sheets.store import SheetStore
from tests.sheets.conftest import PERSON, PROJECT, make_installation

IDS = ("a", "b")
START = {
    "name": "P",
    "scope": {"jql": "x"},
    "columns": [],
    "views": [{"id": "a", "name": "A", "structure": "a", "formats": ["a", "b"]}],
    "structures": [{"id": "a", "name": "A"}],
    "formats": [{"id": "a", "name": "A", "then": {"kind": "style"}}],
}


class PlainStore:
    """Every revision of one sheet, as the store gives and takes them."""

    def __init__(self) -> None:
        self.revisions = [self._stored(parse_sheet(dict(START), "s"), 1)]

    @staticmethod
    def _stored(sheet: Sheet, revision: int) -> Stored:
        head = {
            "format": 1,
            "id": "s",
            "name": "P",
            "scope": {"jql": "x"},
            "save": f"s{revision}",
            "parts": 1,
        }
        sheet = sheet.model_copy(update={"revision": revision})
        return Stored(sheet, Head.from_json({**head, "revision": revision}))

    def load(self, *_: Any, **__: Any) -> Stored:
        return self.revisions[-1]

    def load_revision(self, *where: Any) -> Stored:
        return self.revisions[where[-1] - 1]

    def save(self, *arguments: Any) -> Stored:
        *_, if_match, build = arguments
        current = self.revisions[-1]
        assert if_match == current.sheet.revision
        self.revisions.append(self._stored(build(current.head), if_match + 1))
        return self.revisions[-1]


def body_of(kind: Kind, name: str) -> Item:
    if kind == "formats":
        return {"name": name, "then": {"kind": "style"}}
    return {"name": name, "structure": "a", "formats": ["b"]} if kind == "views" else {"name": name}


acts = st.lists(
    st.tuples(
        st.sampled_from(KINDS),
        st.sampled_from(IDS),
        st.sampled_from(("add", "put", "remove")),
        st.sampled_from("MN"),
        st.integers(0, 4),
    ),
    max_size=14,
)


@given(acts)
def test_an_accepted_change_is_about_one_item_that_nobody_else_touched(
    made: list[tuple[Kind, str, str, str, int]],
) -> None:
    store, seen = PlainStore(), SeenSheets()
    for kind, item_id, how, name, behind in made:
        before = store.revisions[-1].sheet
        if_match = max(1, before.revision - behind)
        base = store.revisions[if_match - 1].sheet
        wanted = None if how == "remove" else parse_item(kind, body_of(kind, name), item_id)
        change = ItemChange(kind, item_id, wanted, is_new=how == "add")
        saver = ItemSaver(
            cast(SheetStore, store), SaveQueue(), seen, make_installation(), PROJECT, "s", PERSON, if_match
        )
        was, now = find_item(base, kind, item_id), find_item(before, kind, item_id)
        uses = list(references(kind, wanted or {}))
        are_uses_same = all(find_item(base, *use) == find_item(before, *use) for use in uses)
        refusal: JxlError | None = None
        try:
            after = saver.save(change).sheet
        except (Conflict, NotFound, ValidationError) as exc:
            refusal = exc
        if refusal is not None:
            assert store.revisions[-1].sheet is before
            assert is_rightly_refused(refusal, before, change, was, are_uses_same=are_uses_same)
            continue
        assert after is store.revisions[-1].sheet
        assert find_item(after, kind, item_id) == (wanted and {**wanted, **_filled(after, kind)})
        if after is not before:  # something was written: nobody else had touched it since it was seen
            assert after.revision == before.revision + 1
            assert are_uses_same
            assert was == now or how == "add"
        assert others(after, kind, item_id) == others(before, kind, item_id)
        assert after.default_view in {view.id for view in after.views}


def is_rightly_refused(
    refusal: JxlError, before: Sheet, change: ItemChange, was: Item | None, *, are_uses_same: bool
) -> bool:
    now = find_item(before, change.kind, change.item_id)
    if isinstance(refusal, Conflict):
        said = (refusal.details["currentRevision"], refusal.details["item"])
        return said == (before.revision, now) and (was != now or not are_uses_same or change.is_new)
    if isinstance(refusal, NotFound):
        return was is None and now is None
    return change.wanted is None and [view.id for view in before.views] == [change.item_id]


def _filled(sheet: Sheet, kind: Kind) -> Item:
    """What a view that names no columns is given."""
    return {"columns": [column.id for column in sheet.columns]} if kind == "views" else {}


def others(sheet: Sheet, kind: Kind, item_id: str) -> dict[str, Any]:
    """Everything but one item and what every save changes."""
    whole = sheet.to_json()
    whole[kind] = [item for item in whole[kind] if item["id"] != item_id]
    return {k: v for k, v in whole.items() if k not in ("revision", "defaultView")}
