import assert from "node:assert/strict";
import { test } from "node:test";

import { bodyOf, draftOf, isTouched, problemOf, templateOf, withTemplate } from "../../jxl/static/js/state/new-sheet.js";

const template = (/** @type {string} */ id, /** @type {string} */ name, /** @type {string} */ jql) => ({
  id,
  name,
  about: "",
  words: [],
  sheet: { scope: { jql }, columns: [{ id: "key", field: "key" }] },
});
const backlog = template("backlog", "Backlog", "project = A");
const bugs = template("bugs", "Open bugs", "issuetype = Bug");
const blank = template("blank", "Blank", "project = A");

test("a template fills in what the person has not written", () => {
  const untouched = withTemplate(draftOf(backlog), backlog, bugs);
  assert.deepEqual(untouched, { template: "bugs", name: "Open bugs", description: "", jql: "issuetype = Bug" });
  const written = { ...draftOf(backlog), name: "Mine", jql: "assignee = currentUser()", description: "d" };
  assert.deepEqual(withTemplate(written, backlog, bugs), { ...written, template: "bugs" });
  assert.equal(draftOf(blank).name, "");
});

test("only what was written counts as a change", () => {
  assert.equal(isTouched(draftOf(bugs), bugs), false);
  assert.equal(isTouched({ ...draftOf(bugs), jql: "x" }, bugs), true);
  assert.equal(isTouched({ ...draftOf(bugs), description: "x" }, bugs), true);
});

test("the request holds the template's parts and the person's words", () => {
  assert.deepEqual(bodyOf({ ...draftOf(bugs), name: " Mine ", jql: " x = 1\n" }, bugs), {
    columns: [{ id: "key", field: "key" }],
    name: "Mine",
    description: "",
    scope: { jql: "x = 1" },
  });
});

test("what is missing is said", () => {
  assert.equal(problemOf("Name", "project = A"), "");
  assert.match(problemOf(" ", "project = A"), /name/);
  assert.match(problemOf("Name", " "), /which issues/);
  assert.match(problemOf("x".repeat(256), "project = A"), /255/);
});

test("a file that was read becomes a template, with what is not known here", () => {
  const sheet = { name: "Plan", scope: { jql: "x = 1" }, columns: [{}, {}], views: [{}], structures: [], formats: [] };
  const problems = Array.from({ length: 6 }, (_none, i) => ({ message: `Problem ${i + 1}.` }));
  const read = templateOf("plan.json", { sheet, problems, problemsCount: 40 });
  assert.deepEqual(read.words.slice(0, 3), ["2 columns", "1 view", "Problem 1."]);
  assert.equal(read.words.at(-1), "And 35 more that is not known here.");
  assert.equal(draftOf(read).jql, "x = 1");
});
