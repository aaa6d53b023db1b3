import assert from "node:assert/strict";
import { test } from "node:test";

import { contrastOf } from "../../jxl/static/js/state/contrast.js";
import { filterWords, isAboutToday } from "../../jxl/static/js/state/filter-words.js";
import * as drafts from "../../jxl/static/js/state/format-draft.js";
import { Format } from "../../jxl/static/js/state/format.js";
import { copyName, freeName, newId } from "../../jxl/static/js/state/item-lists.js";
import { COLUMNS, CONTEXT, LOOKS } from "./sheet-of.js";

/** @typedef {import("../../jxl/static/js/types.d.ts").FormatRule} FormatRule */

/** @param {string} id @returns {FormatRule} */
const rule = (id) => ({ id, name: id, then: { kind: "style", color: "red" } });
const SHEET = {
  formats: [rule("a"), rule("b"), rule("c")],
  views: [
    { id: "v1", name: "All", formats: ["a", "b", "gone"] },
    { id: "v2", name: "Board" },
  ],
};
const idsOf = (/** @type {import("../../jxl/static/js/state/format-draft.js").FormatDraft} */ draft) =>
  draft.formats.map(({ id }) => id);

test("a draft that is not touched changes nothing", () => {
  const draft = drafts.draftOf(SHEET);
  assert.ok(drafts.isSameDraft(draft, drafts.draftOf(structuredClone(SHEET))));
  assert.deepEqual(drafts.membersOf(draft, SHEET.views), { formats: SHEET.formats });
});

test("a new rule stands on top and is shown in all views", () => {
  const { draft, id } = drafts.withNew(drafts.draftOf(SHEET));
  assert.deepEqual(idsOf(draft), [id, "a", "b", "c"]);
  const { views } = drafts.membersOf(draft, SHEET.views);
  assert.deepEqual(
    views?.map(({ formats }) => formats),
    [["a", "b", "gone", id], [id]],
  );
});

test("a copy stands below its rule, in the same views, and keeps what this version does not know", () => {
  const odd = { ...rule("b"), later: { x: 1 }, then: { kind: "bar", color: "blue", odd: true } };
  const before = drafts.draftOf({ ...SHEET, formats: [rule("a"), odd] });
  const made = drafts.withCopy(before, "b");
  assert.ok(made);
  const [, , copy] = made.draft.formats;
  assert.deepEqual({ ...copy, id: "b", name: "b" }, odd);
  assert.equal(copy?.name, "b, copy");
  assert.deepEqual([...drafts.viewsOf(made.draft, made.id)], ["v1"]);
  assert.equal(drafts.withCopy(before, "none"), null);
});

test("a deleted rule leaves its views, and comes back to its place", () => {
  const before = drafts.draftOf(SHEET);
  const after = drafts.without(before, "a");
  assert.deepEqual(idsOf(after), ["b", "c"]);
  assert.deepEqual([...drafts.viewsOf(after, "a")], []);
  const back = drafts.inserted(after, rule("a"), 0, drafts.viewsOf(before, "a"));
  assert.deepEqual(back.formats, before.formats);
  assert.deepEqual([...drafts.viewsOf(back, "a")], ["v1"]);
});

test("rules are put in order and replaced", () => {
  const draft = drafts.draftOf(SHEET);
  assert.deepEqual(idsOf(drafts.reordered(draft, 0, 2)), ["b", "c", "a"]);
  const changed = drafts.replaced(draft, { ...rule("b"), enabled: false });
  assert.equal(changed.formats[1]?.enabled, false);
  assert.ok(!drafts.isSameDraft(draft, changed));
});

test("names and ids of copies are free and fit", () => {
  assert.equal(copyName("Late", ["Late"]), "Late, copy");
  assert.equal(copyName("Late, copy", ["Late", "Late, copy"]), "Late, copy 2");
  assert.ok(copyName("x".repeat(255), []).length <= 255);
  assert.equal(freeName("New rule", ["New rule", "New rule 2"]), "New rule 3");
  for (let i = 0; i < 50; i += 1) assert.match(newId([]), /^[A-Za-z0-9_-]{10}$/);
  const fixed = newId([], (bytes) => bytes);
  assert.notEqual(
    newId([fixed], (bytes) => bytes),
    fixed,
  );
});

test("conditions are said in words", () => {
  const names = {
    column: (/** @type {string} */ id) => COLUMNS.find((column) => column.id === id || column.field === id),
    value: (/** @type {string} */ column, /** @type {string} */ id) =>
      LOOKS[COLUMNS.find((one) => one.id === column)?.field ?? ""]?.[id]?.text,
    format: new Format({ locale: "en-GB", now: () => CONTEXT.now }),
  };
  const words = (/** @type {any} */ filter) => filterWords(filter, names);
  assert.equal(words(null), "");
  assert.equal(words({ all: [] }), "");
  assert.equal(words({ column: "duedate", op: "overdue" }), "Due date is overdue");
  const today = { relative: { unit: "day", offset: 0 } };
  assert.equal(
    words({
      all: [
        { column: "c4", op: "before", value: today },
        { column: "c6", op: "isNot", value: "12" },
      ],
    }),
    "Due date is before today, Status is not Done",
  );
  assert.equal(words({ column: "c4", op: "is", value: "2026-12-01" }), "Due date is on 1 Dec");
  assert.equal(
    words({ column: "c4", op: "before", value: { relative: { offset: -3, unit: "day" } } }),
    "Due date is before 3 days ago",
  );
  assert.equal(
    words({ column: "c4", op: "inNext", value: { unit: "week", count: 2 } }),
    "Due date is in the next 2 weeks",
  );
  assert.equal(words({ column: "c3", op: "between", value: [1, 8] }), "Points is between 1 and 8");
  assert.equal(
    words({ column: "c7", op: "anyOf", value: ["1", "9"], text: ["Highest", "Odd"] }),
    "Priority is any of Highest, Odd",
  );
  assert.equal(words({ column: "c8", op: "anyOf", value: [{ relative: "me" }] }), "Assignee is any of me");
  assert.equal(words({ column: "c2", op: "contains", value: "" }), "Summary contains …");
  assert.equal(words({ column: "gone", op: "is", value: 1 }), "a column that is gone");
  assert.equal(words({ column: "c2", op: "sings", value: 1 }), "Summary “sings”");
  const any = {
    any: [
      { column: "c2", op: "empty" },
      { column: "c3", op: "empty" },
    ],
  };
  assert.equal(
    words({ all: [{ column: "c15", op: "isTrue" }, any] }),
    "Flag is yes, (Summary is empty, or Points is empty)",
  );
});

test("filters that depend on the reader's day are found", () => {
  assert.ok(isAboutToday({ all: [{ any: [{ column: "d", op: "overdue" }] }] }));
  assert.ok(
    isAboutToday({ column: "d", op: "between", value: ["2026-01-01", { relative: { unit: "day", offset: 0 } }] }),
  );
  assert.ok(!isAboutToday({ column: "a", op: "anyOf", value: [{ relative: "me" }] }));
  assert.ok(!isAboutToday({ all: [{ column: "d", op: "is", value: "2026-01-01" }] }));
  assert.ok(!isAboutToday(null));
});

test("contrast is told from the colours that the browser computes", () => {
  assert.equal(contrastOf("rgb(0, 0, 0)", "rgb(255, 255, 255)")?.toFixed(1), "21.0");
  assert.equal(contrastOf("rgb(93, 31, 26)", "rgb(255, 236, 235)")?.toFixed(1), "11.0");
  assert.equal(contrastOf("rgb(0, 0, 0)", "rgba(0, 0, 0, 0)"), null);
});
