import assert from "node:assert/strict";
import { test } from "node:test";

import { changedAround, differencesOf, sentenceOf } from "../../jxl/static/js/state/conflict.js";

test("what differs is said member by member, in words and on one line", () => {
  const mine = {
    id: "a",
    name: "Mine",
    sort: [],
    filter: { all: [{ column: "a", op: "is" }, { any: [{ column: "b", op: "is" }] }] },
    density: "tall",
    columns: ["c1", "c2"],
    pinned: 1,
    enabled: true,
    structure: "s",
    future: 1,
  };
  const theirs = {
    id: "a",
    name: "x".repeat(100),
    sort: [{ column: "c1" }],
    filter: null,
    density: "tall",
    columns: ["c2", "c1"],
    pinned: 2,
    enabled: false,
    future: 2,
  };
  assert.deepEqual(
    differencesOf(mine, theirs).map(({ label, mine, theirs }) => `${label}: ${mine} | ${theirs}`),
    [
      `Name: Mine | ${"x".repeat(79)}…`,
      "Sorting: none | 1 level",
      "Filter: 2 conditions | none",
      "Columns: 2 columns | 2 columns, not the same",
      "Pinned columns: 1 | 2",
      "Switched on: yes | no",
      "Structure: s | none",
      "future: 1 | 2",
    ],
  );
  assert.deepEqual(differencesOf({ id: "a", revision: 1 }, { id: "a", revision: 2 }), []);
  assert.deepEqual(differencesOf(mine, null), []);
  assert.deepEqual(differencesOf({ scope: { jql: "a" } }, { scope: { jql: "b" } }), [
    { label: "Issues, in JQL", mine: "a", theirs: "b" },
  ]);
  const one = { aggregates: { c1: "sum" }, odd: [1, 2], filter: { all: [] }, sort: [] };
  assert.deepEqual(differencesOf(one, { then: { kind: "bar" }, when: { op: "is" } }), [
    { label: "Totals", mine: "1 column", theirs: "none" },
    { label: "odd", mine: "2 entries", theirs: "none" },
    { label: "Look", mine: "none", theirs: "bar" },
    { label: "Condition", mine: "none", theirs: "1 condition" },
  ]);
});

test("who did what and when, as far as it is known", () => {
  const known = { what: "view", who: "Jonas", ago: "2 minutes ago", isDeleted: false };
  assert.equal(sentenceOf(known), "Jonas changed this view 2 minutes ago.");
  assert.equal(
    sentenceOf({ what: "format", who: null, ago: null, isDeleted: true }),
    "Somebody deleted this format while you were working on it.",
  );
});

test("what a view uses and others changed is named; anything else is passed over", () => {
  const differences = [
    { member: "structures", id: "s", change: "changed" },
    { member: "formats", id: "f", change: "removed" },
    { member: "formats" },
    { member: "views", id: "v", change: "removed" },
  ];
  assert.deepEqual(changedAround(differences, "views"), [
    "A structure that it uses was changed.",
    "A format that it uses was deleted.",
  ]);
  assert.deepEqual(changedAround(differences, "formats"), ["A structure that it uses was changed."]);
  assert.deepEqual(changedAround(undefined, "views"), []);
});
