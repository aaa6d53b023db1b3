import assert from "node:assert/strict";
import { test } from "node:test";

import {
  copiedText,
  hueOf,
  initials,
  kindOf,
  partsOf,
  shownText,
  statusCategory,
  toTSV,
} from "../../jxl/static/js/state/cells.js";
import { Format } from "../../jxl/static/js/state/format.js";
import { RowStore } from "../../jxl/static/js/state/rows.js";

const format = new Format({ locale: "en-GB", now: () => new Date("2026-11-21T12:00:00") });

/** @param {string} type @param {unknown} cell @param {Record<string, object>} [looks] */
function one(type, cell, looks = {}) {
  const store = new RowStore();
  store.beginListing();
  store.apply({ type: "columns", columns: [{ id: "c", field: "f", name: "F", type }] });
  store.apply({ type: "values", field: "f", values: /** @type {any} */ (looks) });
  store.apply({ type: "index", ids: ["1"] });
  store.apply({ type: "rows", rows: [{ id: "1", key: "FER-1", cells: [/** @type {any} */ (cell)] }] });
  const kind = kindOf({ id: "c", field: "f", name: "F", type });
  return { store, shown: shownText(store, format, 0, 0, kind), copied: copiedText(store, format, 0, 0, kind) };
}

test("what is shown and what is copied", () => {
  /** @type {[string, unknown, string, string][]} */
  const cases = [
    ["text", "Hello", "Hello", "Hello"],
    ["text", null, "", ""],
    ["number", 1234.5, "1,234.5", "1234.5"],
    ["number", 0, "0", "0"],
    ["percent", 45, "45%", "45"],
    ["duration", { v: 5400, t: "1h 30m" }, "1h 30m", "1h 30m"],
    ["duration", { v: 36000, t: "" }, "10h", "10h"],
    ["date", "2026-11-12", "12 Nov", "2026-11-12"],
    ["date", "2025-03-04", "4 Mar 2025", "2025-03-04"],
    ["datetime", { v: "2026-11-12T08:05:00.000Z", t: "2026-11-12 09:05" }, "12 Nov, 09:05", "12 Nov, 09:05"],
    ["sprint", { v: "7", t: "Harbour 24" }, "Harbour 24", "Harbour 24"],
    ["labels", { v: ["a", "b"], t: "a, b" }, "a, b", "a, b"],
    ["other", true, "Yes", "Yes"],
    ["of the future", { v: 1, t: "one" }, "one", "one"],
  ];
  for (const [type, cell, shown, copied] of cases) {
    const result = one(type, cell);
    assert.equal(result.shown, shown, `${type} shown`);
    assert.equal(result.copied, copied, `${type} copied`);
  }
});

test("values with looks show the look's text, so that a renamed status is renamed everywhere", () => {
  assert.equal(one("status", { v: "3", t: "Old name" }, { 3: { text: "New name" } }).shown, "New name");
});

test("ids without looks fall back to the server's text", () => {
  const { store } = one("components", { v: ["10", "11"], t: "Booking, Deck" }, { 10: { text: "Booking" } });
  assert.deepEqual(partsOf(store, "f", store.cell(0, 0)), [{ text: "Booking, Deck" }]);
});

test("several values give their looks in order", () => {
  const { store } = one(
    "components",
    { v: ["11", "10"], t: "Deck, Booking" },
    { 10: { text: "Booking" }, 11: { text: "Deck" } },
  );
  assert.deepEqual(
    partsOf(store, "f", store.cell(0, 0)).map((part) => part.text),
    ["Deck", "Booking"],
  );
});

test("tab-separated values quote what would break them", () => {
  assert.equal(
    toTSV([
      ["a", 'say "hi"', "two\nlines"],
      ["", "tab\there", "b"],
    ]),
    'a\t"say ""hi"""\t"two\nlines"\n\t"tab\there"\tb',
  );
});

test("status categories come from the colour role; an unknown one is to do", () => {
  assert.deepEqual(["neutral", "information", "success", "pink", null].map(statusCategory), [
    "todo",
    "progress",
    "done",
    "todo",
    "todo",
  ]);
});

test("initials of people, whatever their names", () => {
  assert.deepEqual(
    ["Mara Lindqvist", "Jonas", "ana.maria@x.example", "", "Élodie de la Tour", "😀 Fun"].map(initials),
    ["ML", "J", "AE", "?", "ÉT", "😀F"],
  );
});

test("a colour stays with its id and is one of eight", () => {
  for (const id of ["", "a", "5b10ac8d82e05b22cc7d4ef5", "日本"]) {
    assert.equal(hueOf(id), hueOf(id));
    assert.ok(hueOf(id) >= 0 && hueOf(id) < 8);
  }
});
