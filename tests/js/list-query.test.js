import assert from "node:assert/strict";
import { test } from "node:test";

import { countText, EVERYTHING, sortedBy, toParams } from "../../jxl/static/js/state/list-query.js";

test("nothing asked for is nothing in the address", () => {
  assert.deepEqual(toParams({ ...EVERYTHING }), {});
  assert.deepEqual(toParams({ ...EVERYTHING, words: "  " }), {});
});

test("what is asked for stands in the address", () => {
  const query = { ...EVERYTHING, words: " plan ", only: /** @type {const} */ ("recent"), owner: "a", project: "10000" };
  assert.deepEqual(toParams(query, "next"), {
    query: "plan",
    recent: "true",
    owner: "a",
    project: "10000",
    cursor: "next",
  });
  const sorted = { ...EVERYTHING, only: /** @type {const} */ ("favourites"), sort: /** @type {const} */ ("name") };
  assert.deepEqual(toParams({ ...sorted, dir: "desc" }), { favourites: "true", sort: "name", dir: "desc" });
});

test("a head sorts the way people expect first, then the other way round", () => {
  const updated = { sort: "updated", dir: "desc" };
  assert.deepEqual([sortedBy(EVERYTHING, "name", updated).sort, sortedBy(EVERYTHING, "name", updated).dir], ["name", "asc"]);
  assert.equal(sortedBy(EVERYTHING, "updated", updated).dir, "asc");
  assert.equal(sortedBy(EVERYTHING, "updated", { sort: "name", dir: "asc" }).dir, "desc");
  assert.equal(sortedBy(EVERYTHING, "owner", { sort: "owner", dir: "asc" }).dir, "desc");
});

test("the count says what is shown", () => {
  assert.equal(countText(1, 1, String), "1 sheet.");
  assert.equal(countText(50, 10000, (n) => n.toLocaleString("en")), "50 of 10,000 sheets.");
  assert.equal(countText(0, 0, String), "0 sheets.");
});
