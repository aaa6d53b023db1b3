import assert from "node:assert/strict";
import { test } from "node:test";

import { problemOf, quoteJQL, startOf, withoutRank } from "../../jxl/static/js/state/new-sheet.js";

test("starts name the project, also one whose key is a word of JQL", () => {
  assert.deepEqual(startOf("blank", "AND"), { name: "", jql: 'project = "AND" ORDER BY Rank' });
  assert.equal(startOf("backlog", "FER").jql, 'project = "FER" AND resolution = EMPTY ORDER BY Rank');
  assert.deepEqual(startOf("no such start", "FER"), startOf("blank", "FER"));
});

test("values cannot leave their quotes", () => {
  assert.equal(quoteJQL('a"b\\c'), '"a\\"b\\\\c"');
});

test("a site without the Rank field gets another order", () => {
  assert.equal(withoutRank('project = "A" ORDER BY Rank'), 'project = "A" ORDER BY created DESC');
  assert.equal(withoutRank("project = A ORDER BY Ranking"), "project = A ORDER BY Ranking");
});

test("what is missing is said", () => {
  assert.equal(problemOf("Name", "project = A"), "");
  assert.match(problemOf(" ", "project = A"), /name/);
  assert.match(problemOf("Name", " "), /which issues/);
  assert.match(problemOf("x".repeat(256), "project = A"), /255/);
});
