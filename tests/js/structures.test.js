import assert from "node:assert/strict";
import { test } from "node:test";

import {
  canGroup,
  functionLabel,
  functionsFor,
  levelTitle,
  levelWords,
  structureProblem,
  structureWords,
} from "../../jxl/static/js/state/structures.js";

const NAMES = {
  linkTypes: [{ id: "1", name: "Blocks", inward: "is blocked by", outward: "blocks" }],
  field: (/** @type {string} */ id) => ({ status: "Status" })[id] ?? id,
  column: (/** @type {string} */ id) => ({ c1: "Story points", c2: "Due date" })[id] ?? "A column that is gone",
};
const PARENT = /** @type {const} */ ({ kind: "parent" });
const LINK = /** @type {const} */ ({ kind: "link", type: "Blocks", direction: "inward" });
const GROUP = /** @type {const} */ ({ kind: "group", field: "status" });

test("levels are said in the words of the site", () => {
  assert.equal(levelTitle(PARENT, NAMES), "Parents");
  assert.equal(levelTitle(LINK, NAMES), "Links: is blocked by");
  assert.equal(levelTitle({ ...LINK, direction: "outward" }, NAMES), "Links: blocks");
  assert.equal(levelWords({ ...LINK, type: "Gone" }, NAMES), "Below each issue stand those that it Gone (inward).");
  assert.equal(levelTitle(GROUP, NAMES), "Group by Status");
});

test("a level of a newer version is said to be one", () => {
  const odd = /** @type {any} */ ({ kind: "phase" });
  assert.match(levelTitle(odd, NAMES), /newer version/);
  assert.match(levelWords(odd, NAMES), /kept as it is/);
});

test("what a column can be totalled by fits its type, in words that the server takes", () => {
  const ids = (/** @type {string} */ type) => functionsFor({ type }).map(({ id }) => id);
  assert.deepEqual(ids("number"), ["sum", "average", "min", "max", "count"]);
  assert.deepEqual(ids("duration"), ["sum", "average", "min", "max", "count"]);
  assert.ok(!ids("percent").includes("sum"));
  assert.equal(ids("status")[0], "progress");
  assert.equal(ids("date")[0], "span");
  assert.deepEqual(ids("no type that is known"), ["count", "distinct"]);
  for (const type of ["number", "percent", "duration", "date", "status", "text", "user"]) {
    for (const { id, label } of functionsFor({ type })) {
      assert.match(id, /^[A-Za-z][A-Za-z0-9_-]{0,31}$/);
      assert.equal(functionLabel(id), label);
    }
  }
  assert.equal(functionLabel("constructor"), "“constructor”");
});

test("issues are grouped by what several share", () => {
  for (const type of ["status", "user", "labels", "sprint", "date"]) assert.ok(canGroup({ type }), type);
  for (const type of ["key", "text", "number", "datetime", "links", "subtasks"]) assert.ok(!canGroup({ type }), type);
});

test("a structure is told sentence by sentence", () => {
  const words = structureWords(
    {
      id: "s",
      name: "S",
      levels: [GROUP, PARENT],
      aggregates: { c1: "sum", gone: "median" },
      order: [{ column: "c2", dir: "desc" }, { column: "c1" }],
    },
    NAMES,
  );
  assert.deepEqual(words, [
    "Issues with the same Status stand together under a head.",
    "Issues stand below their parent, as far up as Jira goes.",
    "Rows with others below them show totals. Story points: sum; A column that is gone: “median”.",
    "Among rows of one level, the order is by Due date, down; then by Story points, up.",
  ]);
  assert.match(structureWords({ id: "s", name: "S" }, NAMES)[0] ?? "", /flat list/);
});

test("what cannot be saved is said: no name, the same level twice", () => {
  const structure = { id: "s", name: "S", levels: [PARENT, LINK] };
  assert.equal(structureProblem(structure, NAMES), "");
  assert.match(structureProblem({ ...structure, name: " " }, NAMES), /name/);
  assert.match(structureProblem({ ...structure, levels: [PARENT, GROUP, PARENT] }, NAMES), /“Parents” is there twice/);
});
