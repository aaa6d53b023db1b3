import assert from "node:assert/strict";
import { test } from "node:test";

import {
  changedMembers,
  fieldsNamed,
  readWidth,
  rebased,
  settingsOf,
  settingsProblem,
  usersOf,
  withColumnMembers,
} from "../../jxl/static/js/state/sheet-settings.js";

const sheet = {
  id: "s",
  name: "Plan",
  scope: { jql: "project = A", newer: 1 },
  columns: [{ id: "c1", field: "key" }, { id: "c2", field: "duedate", width: 90, aggregate: "max" }],
  views: [{ id: "v", name: "Late", filter: { all: [{ column: "duedate", op: "overdue" }] } }],
  formats: [{ id: "f", name: "Red", target: { kind: "columns", columns: ["c2"] }, then: { kind: "style" } }],
};

test("only what differs is sent, and unknown members of it stay", () => {
  const draft = settingsOf(sheet);
  assert.deepEqual(changedMembers(draft, sheet), {});
  assert.deepEqual(changedMembers({ ...draft, name: " Plan B ", jql: "x = 1 " }, sheet), {
    name: "Plan B",
    scope: { jql: "x = 1", newer: 1 },
  });
});

test("a newer document changes what the person left alone", () => {
  const draft = { ...settingsOf(sheet), name: "Mine" };
  const newer = { ...sheet, name: "Theirs", description: "New" };
  assert.deepEqual(rebased(draft, sheet, newer), { ...settingsOf(newer), name: "Mine" });
});

test("titles and widths come and go, other members stay", () => {
  const [, due] = sheet.columns;
  assert.deepEqual(withColumnMembers(due, { title: "By", width: null }), {
    id: "c2", field: "duedate", aggregate: "max", title: "By",
  });
  assert.equal(readWidth(" "), null);
  assert.equal(readWidth("120"), 120);
  for (const bad of ["19", "4001", "1.5", "wide"]) assert.ok(Number.isNaN(readWidth(bad)), bad);
});

test("fields are found by name and id, beginnings first", () => {
  const fields = [
    { id: "customfield_1", name: "Old due date" },
    { id: "duedate", name: "Due date" },
    { id: "status", name: "Status" },
  ];
  assert.deepEqual(fieldsNamed(fields, "due").map(({ id }) => id), ["duedate", "customfield_1"]);
  assert.deepEqual(fieldsNamed(fields, "customfield").map(({ id }) => id), ["customfield_1"]);
});

test("what uses a column is named", () => {
  assert.deepEqual(usersOf(sheet, sheet.columns[1]), ["Late", "Red"]);
  assert.deepEqual(usersOf(sheet, sheet.columns[0]), []);
});

test("what stands in the way of saving is said", () => {
  const draft = settingsOf(sheet);
  assert.equal(settingsProblem(draft), "");
  assert.match(settingsProblem({ ...draft, name: " " }), /name/);
  assert.match(settingsProblem({ ...draft, columns: [] }), /one column/);
  assert.match(settingsProblem({ ...draft, columns: Array(201).fill(sheet.columns[0]) }), /200/);
});
