import assert from "node:assert/strict";
import { test } from "node:test";

import { choicesAt, hasValuesAt, withChoice } from "../../jxl/static/js/state/jql-choices.js";
import { lineAndCharacter, placeAt, rangeOf, tokensOf } from "../../jxl/static/js/state/jql.js";

/** The place where a text has its bar. @param {string} marked */
function at(marked) {
  const cursor = marked.indexOf("|");
  return placeAt(marked.replace("|", ""), cursor);
}

/** Pseudo-random, the same in each run. @param {number} seed */
function randomOf(seed) {
  let state = seed;
  return (/** @type {number} */ below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const PIECES = [
  "project", "status", '"In Review"', "'x", '"', "'", "\\", '\\"', "=", "!=", "!~", "NOT", "IN", "IS", "WAS", "CHANGED",
  "(", ")", ",", " ", "\n", "\t", "AND", "OR", "ORDER", "BY", "ASC", "cf[10010]", "cf[", "currentUser()", "[", "]", "&&",
  "|", "!", "ä", "😀", "\u0000", "-5d", "by", "from", "EMPTY",
];

test("any text is covered by its tokens, and has a place at every cursor", () => {
  const random = randomOf(5);
  for (let run = 0; run < 3000; run += 1) {
    const text = Array.from({ length: random(14) }, () => PIECES[random(PIECES.length)]).join(random(2) ? " " : "");
    const tokens = tokensOf(text);
    assert.equal(tokens.map((token) => token.text).join(""), text);
    assert.ok(tokens.every((token, i) => token.start === (tokens[i - 1]?.end ?? 0) && token.end > token.start), text);
    for (let cursor = 0; cursor <= text.length; cursor += 1) {
      const place = placeAt(text, cursor);
      if (!place) continue;
      assert.ok(0 <= place.start && place.start <= cursor && cursor <= place.end && place.end <= text.length, text);
      const { text: after, cursor: then } = withChoice(text, place, "X");
      assert.ok(after.startsWith(text.slice(0, place.start)) && after.endsWith(text.slice(place.end)), text);
      assert.ok(then <= after.length && then >= place.start);
    }
  }
});

test("a place is known by what stands before it", () => {
  for (const [marked, expects] of /** @type {const} */ ([
    ["|", "field"],
    ["sta|", "field"],
    ["NOT |", "field"],
    ["status |", "operator"],
    ["status not |", "operator"],
    ["status = |", "value"],
    ["status = Do|", "value"],
    ['status = "In R|', "value"],
    ["status in (|", "value"],
    ["status in (Done, |", "value"],
    ["status in (Done) |", "join"],
    ["status = Done |", "join"],
    ["status = Done and |", "field"],
    ["(status = Done or (|", "field"],
    ["(status = Done) |", "join"],
    ["assignee = currentUser() |", "join"],
    ["sprint in openSprints() |", "join"],
    ["due is |", "value"],
    ["due is not |", "value"],
    ["status was not in (|", "value"],
    ["status changed |", "join"],
    ["status changed by |", "value"],
    ["status = Done order |", "by"],
    ["status = Done order by |", "orderField"],
    ["order by key |", "direction"],
    ["order by key desc, |", "orderField"],
    ["cf[10010] |", "operator"],
  ])) {
    assert.equal(at(marked)?.expects, expects, marked);
  }
  assert.equal(at("status = startOfDay(|"), null);
  assert.equal(at("status in (Done |"), null);
  assert.deepEqual(
    (({ field, operator, typed, isInList }) => ({ field, operator, typed, isInList }))(
      /** @type {NonNullable<ReturnType<typeof placeAt>>} */ (at('"Story Points" not in ("a b|')),
    ),
    { field: '"Story Points"', operator: "not in", typed: "a b", isInList: true },
  );
  assert.equal(at("status changed from |")?.predicate, "from");
});

const WORDS = {
  fields: [
    { value: "status", name: "status", otherName: "", operators: ["=", "in", "not in"], types: ["S"], hasValues: true, canOrder: true, canSearch: true },
    { value: "assignee", name: "assignee", otherName: "", operators: ["=", "in", "is"], types: ["U"], hasValues: true, canOrder: true, canSearch: true },
    { value: '"Story Points"', name: "Story Points - cf[10016]", otherName: "cf[10016]", operators: ["=", ">"], types: ["N"], hasValues: false, canOrder: false, canSearch: true },
  ],
  functions: [
    { value: "currentUser()", isList: false, takesBoth: false, types: ["U"] },
    { value: "membersOf()", isList: true, takesBoth: false, types: ["U"] },
  ],
  reserved: [],
};

/** @param {string} marked */
function offered(marked) {
  const place = at(marked);
  return place ? choicesAt(place, WORDS).map(({ text }) => text) : [];
}

test("what is offered fits the place", () => {
  assert.deepEqual(offered("sto|"), ["Story Points"]);
  assert.deepEqual(offered("status |"), ["=", "IN", "NOT IN"]);
  assert.deepEqual(offered("status not |"), ["NOT IN"]);
  assert.deepEqual(offered("assignee = |"), ["currentUser()", "EMPTY"]);
  assert.deepEqual(offered("assignee in |"), ["membersOf()"]);
  assert.deepEqual(offered("assignee in (|"), ["currentUser()"]);
  assert.deepEqual(offered("assignee is |"), ["EMPTY", "NOT EMPTY"]);
  assert.deepEqual(offered("order by |"), ["status", "assignee"]);
  assert.deepEqual(offered("status = Done ord|"), ["ORDER BY"]);
  assert.ok(hasValuesAt(/** @type {any} */ (at("status = |")), WORDS));
  assert.ok(!hasValuesAt(/** @type {any} */ (at("cf[10016] = |")), WORDS));
});

test("a choice takes the place of what was typed", () => {
  const chosen = (/** @type {string} */ marked, /** @type {string} */ value) => {
    const { text, cursor } = withChoice(marked.replace("|", ""), /** @type {any} */ (at(marked)), value);
    return `${text.slice(0, cursor)}|${text.slice(cursor)}`;
  };
  assert.equal(chosen("sta|", "status"), "status |");
  assert.equal(chosen("status not |", "NOT IN"), "status NOT IN |");
  assert.equal(chosen('status = "In R|', '"In Review"'), 'status = "In Review" |');
  assert.equal(chosen("status in |", "Done"), "status in (Done|)");
  assert.equal(chosen("status in (Done, x|)", '"In Review"'), 'status in (Done, "In Review"|)');
  assert.equal(chosen("assignee in m|", "membersOf()"), "assignee in membersOf() |");
  assert.equal(chosen("sta| = Done", "status"), "status| = Done");
});

test("a problem is found in the text", () => {
  const range = (/** @type {string} */ text, /** @type {Partial<Parameters<typeof rangeOf>[1]>} */ problem) => {
    const found = rangeOf(text, { message: "", line: null, character: null, word: "", ...problem });
    return found && [text.slice(found.start, found.end), found.start];
  };
  assert.deepEqual(range("a = b\nAND c == d", { line: 2, character: 8, word: "=" }), ["=", 13]);
  assert.deepEqual(range('status = "Shipped"', { word: "Shipped" }), ['"Shipped"', 9]);
  assert.deepEqual(range("x = noSuch()", { word: "noSuch()" }), ["noSuch", 4]);
  assert.deepEqual(range("project = ", { message: "Expecting a value at the end of the query." }), ["", 9]);
  assert.equal(range("a = b", { word: "colour" }), null);
  assert.deepEqual(range("a", { line: 9, character: 9, word: "" }), ["", 1]);
  assert.deepEqual(lineAndCharacter("a\nbc", 3), { line: 2, character: 2 });
});
