import assert from "node:assert/strict";
import { test } from "node:test";

import { fold, hitRanges, holdsWord } from "../../jxl/static/js/state/folding.js";
import { Chance } from "./sheet-of.js";

const LETTERS = [
  ..."abAB ßéÉıİΣςσ-_.*9",
  "ﬁ",
  "e\u0301",
  "\u0301",
  "が",
  "か\u3099",
  "😀",
  "\u200d",
  "\u00ad",
  "कि",
  "й",
  "ẞ",
  "Å",
  "ﷺ",
  "각",
  "\ud800",
];

test("case, accents and ligatures do not count", () => {
  for (const [left, right] of [
    ["STRASSE", "Straße"],
    ["tomas", "Tomás"],
    ["final", "ﬁnal"],
    ["ΟΔΟΣ", "οδός"],
    ["istanbul", "İSTANBUL"],
    ["lodz", "Łódź"],
    ["soft\u00adhyphen", "softhyphen"],
    ["e\u0301", "é"],
  ]) {
    assert.equal(fold(/** @type {string} */ (left)), fold(/** @type {string} */ (right)));
  }
});

test("what is a letter of its own stays one", () => {
  assert.notEqual(fold("कि"), fold("का"));
  assert.notEqual(fold("が"), fold("か"));
});

test("ranges are of the text itself, whatever folding did to its length", () => {
  const marked = (/** @type {string} */ text, /** @type {string} */ query) =>
    hitRanges(text, fold(query)).map(([begin, end]) => text.slice(begin, end));
  assert.deepEqual(marked("Die Straße, die STRASSE", "strasse"), ["Straße", "STRASSE"]);
  assert.deepEqual(marked("e\u0301te\u0301", "ete"), ["e\u0301te\u0301"]);
  assert.deepEqual(marked("ﬁﬁ", "i"), ["ﬁ", "ﬁ"]);
  assert.deepEqual(marked("aaaa", "aa"), ["aa", "aa"]);
  assert.deepEqual(marked("a.*b", ".*"), [".*"]);
  assert.deepEqual(marked("abc", ""), []);
});

test("folding twice changes nothing, and a text that is found is found where it is marked", () => {
  for (let seed = 0; seed < 3000; seed += 1) {
    const chance = new Chance(seed);
    const text = Array.from({ length: chance.below(12) }, () => chance.one(LETTERS)).join("");
    const query = fold(Array.from({ length: 1 + chance.below(3) }, () => chance.one(LETTERS)).join(""));
    assert.equal(fold(fold(text)), fold(text), JSON.stringify(text));
    const ranges = hitRanges(text, query);
    assert.equal(ranges.length > 0, query !== "" && fold(text).includes(query), JSON.stringify([text, query]));
    let last = 0;
    for (const [begin, end] of ranges) {
      assert.ok(begin >= last && begin < end && end <= text.length);
      assert.ok(fold(text.slice(begin, end)).includes(query));
      last = end;
    }
  }
});

test("a word stands alone", () => {
  assert.equal(holdsWord("a cat, a catalogue", "cat"), true);
  assert.equal(holdsWord("a catalogue", "cat"), false);
  assert.equal(holdsWord("concat cat", "cat"), true);
  assert.equal(holdsWord("😀cat😀", "cat"), true);
  assert.equal(holdsWord("𝒳cat", "cat"), false);
  assert.equal(holdsWord("cat", ""), false);
});
