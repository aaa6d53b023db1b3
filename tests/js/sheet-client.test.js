import assert from "node:assert/strict";
import { test } from "node:test";

import { ApiError } from "../../jxl/static/js/api.js";
import { SheetClient } from "../../jxl/static/js/sheet-client.js";
import { CLASH, isSame, merge } from "../../jxl/static/js/state/merge.js";

const SHEET = {
  id: "s1",
  name: "Plan",
  revision: 1,
  scope: { jql: "project = FER" },
  defaultView: "a",
  columns: [
    { id: "c1", field: "key" },
    { id: "c2", field: "summary" },
  ],
  views: [
    { id: "a", name: "A" },
    { id: "b", name: "B" },
    { id: "c", name: "C" },
  ],
  structures: [{ id: "s", name: "Tree" }],
  formats: [],
};

/** @param {unknown} value */
const copy = (value) => JSON.parse(JSON.stringify(value));

/** A server that keeps one sheet and some of its revisions, and rebases what is saved to one item. */
class Server {
  sheet = copy(SHEET);
  kept = new Map([[1, copy(SHEET)]]);
  /** What is answered before anything is done, one a request. @type {ApiError[]} */
  troubles = [];
  /** @type {string[]} */
  log = [];
  gets = 0;
  isDown = false;

  /** Another person saves. @param {(sheet: any) => void} change */
  others(change) {
    change(this.sheet);
    this.#commit();
  }

  #commit() {
    this.sheet.revision += 1;
    this.kept.set(this.sheet.revision, copy(this.sheet));
  }

  /** @param {string} path */
  async get(path) {
    assert.equal(path, "api/v1/projects/FER/sheets/s1");
    if (this.isDown) throw new ApiError({ code: "unreachable", message: "No." });
    this.gets += 1;
    return copy(this.sheet);
  }

  /** @param {string} method @param {string} path @param {any} options */
  async write(method, path, { body, ifMatch }) {
    const rest = path.slice("api/v1/projects/FER/sheets/s1".length);
    this.log.push(`${method} ${rest} ${ifMatch}`);
    const trouble = this.troubles.shift();
    if (trouble) throw trouble;
    const [, kind, id] = rest.split("?")[0].split("/");
    if (!kind) {
      if (ifMatch !== this.sheet.revision) throw this.#conflict([]);
      this.sheet = { ...copy(body), revision: this.sheet.revision };
      this.#commit();
      return { value: copy(this.sheet), revision: this.sheet.revision };
    }
    const items = this.sheet[kind];
    const wanted = id ?? body.id;
    const place = items.findIndex((/** @type {any} */ item) => item.id === wanted);
    const base = this.kept.get(ifMatch);
    if (!base) throw this.#conflict([]);
    const before = base[kind].find((/** @type {any} */ item) => item.id === wanted);
    if (!isSame(before, items[place])) throw this.#conflict([{ member: "name" }], items[place]);
    if (method === "DELETE") items.splice(place, 1);
    else if (method === "PUT") items[place] = copy(body);
    else {
      const next = new URLSearchParams(rest.split("?")[1]).get("before");
      const at = items.findIndex((/** @type {any} */ item) => item.id === next);
      items.splice(at < 0 ? items.length : at, 0, copy(body));
    }
    if (!this.sheet.views.some((/** @type {any} */ view) => view.id === this.sheet.defaultView)) {
      this.sheet.defaultView = this.sheet.views[0].id;
    }
    this.#commit();
    return { value: method === "DELETE" ? null : copy(body), revision: this.sheet.revision };
  }

  /** @param {object[]} differences @param {unknown} [item] */
  #conflict(differences, item = null) {
    const details = { currentRevision: this.sheet.revision, differences, item };
    return new ApiError({ code: "conflict", message: "Changed.", status: 409, details });
  }
}

function start() {
  const server = new Server();
  /** @type {number[]} */
  const pauses = [];
  const client = new SheetClient(server, "FER", copy(SHEET), {
    pause: async (ms) => void pauses.push(ms),
    makeId: () => "made",
  });
  return { server, client, pauses };
}

/** @param {any} sheet @param {string} kind */
const names = (sheet, kind = "views") => sheet[kind].map((/** @type {any} */ item) => item.name);

test("an item is added, saved and removed, and the document follows", async () => {
  const { server, client } = start();
  /** @type {number[]} */
  const heard = [];
  const abort = new AbortController();
  client.onChange((sheet) => heard.push(sheet.revision ?? 0), abort.signal);
  const first = client.sheet;
  const added = await client.addItem("views", { name: "New" }, { before: "b" });
  assert.deepEqual(added, { id: "made", name: "New" });
  await client.saveItem("views", { ...added, name: "Newer" });
  await client.removeItem("views", "c");
  assert.deepEqual(names(client.sheet), ["A", "Newer", "B"]);
  assert.deepEqual(client.sheet, server.sheet);
  assert.deepEqual(names(first), ["A", "B", "C"]);
  assert.deepEqual(heard, [2, 3, 4]);
  assert.equal(server.gets, 0);
  assert.deepEqual(server.log, ["POST /views?before=b 1", "PUT /views/made 2", "DELETE /views/c 3"]);
  abort.abort();
  await client.saveItem("views", { ...added, name: "Newest" });
  assert.equal(heard.length, 3);
});

test("an id is made that the server takes", async () => {
  const server = new Server();
  const client = new SheetClient(server, "FER", copy(SHEET));
  const ids = new Set();
  for (let n = 0; n < 50; n += 1) ids.add((await client.addItem("formats", { name: "F" })).id);
  assert.equal(ids.size, 50);
  for (const id of ids) assert.match(id, /^[A-Za-z0-9_-]{10}$/);
});

test("removing can be undone: place, default view and all", async () => {
  const { server, client } = start();
  const undo = await client.removeItem("views", "a");
  assert.equal(client.sheet.defaultView, "b");
  await undo();
  assert.deepEqual(names(client.sheet), ["A", "B", "C"]);
  assert.equal(client.sheet.defaultView, "a");
  assert.deepEqual(client.sheet, server.sheet);
});

test("undoing does not take back what others made the default meanwhile", async () => {
  const { server, client } = start();
  const undo = await client.removeItem("views", "a");
  server.others((sheet) => (sheet.defaultView = "c"));
  await undo();
  assert.equal(server.sheet.defaultView, "c");
});

test("what others saved elsewhere is loaded after a save, and does not count as seen before", async () => {
  const { server, client } = start();
  server.others((sheet) => (sheet.views[1].name = "Theirs"));
  await client.saveItem("views", { id: "a", name: "Mine" });
  assert.deepEqual(names(client.sheet), ["Mine", "Theirs", "C"]);
  assert.equal(client.sheet.revision, 3);
  assert.equal(server.gets, 1);
});

test("two saves in a row from what was shown first do not stand in each other's way", async () => {
  const { server, client } = start();
  await Promise.all([
    client.saveItem("views", { id: "a", name: "One" }),
    client.saveItem("views", { id: "a", name: "Two" }),
    client.saveItem("structures", { id: "s", name: "Other" }),
  ]);
  assert.deepEqual(server.log, ["PUT /views/a 1", "PUT /views/a 2", "PUT /structures/s 3"]);
  await client.saveItem("views", { id: "a", name: "Three" }, { seen: 1 });
  assert.deepEqual(names(server.sheet), ["Three", "B", "C"]);
  server.others((sheet) => (sheet.views[1].name = "Theirs"));
  await client.saveItem("views", { id: "a", name: "Four" }, { seen: 1 });
  await client.saveItem("views", { id: "a", name: "Five" }, { seen: 1 });
  assert.deepEqual(names(server.sheet), ["Five", "Theirs", "C"]);
});

test("a conflict is an error, the document is then theirs, and saving again goes over it", async () => {
  const { server, client } = start();
  server.others((sheet) => (sheet.views[0].name = "Theirs"));
  const mine = { id: "a", name: "Mine" };
  const error = await client.saveItem("views", mine).catch((problem) => problem);
  assert.ok(error instanceof ApiError);
  assert.equal(error.status, 409);
  assert.deepEqual(error.details.item, { id: "a", name: "Theirs" });
  assert.deepEqual(names(client.sheet), ["Theirs", "B", "C"]);
  await assert.rejects(client.saveItem("views", mine, { seen: 1 }), { status: 409 });
  await client.saveItem("views", mine);
  assert.deepEqual(names(server.sheet), ["Mine", "B", "C"]);
});

test("where the server cannot tell any more what changed, the page compares what it knows", async () => {
  const { server, client } = start();
  server.others((sheet) => (sheet.views[1].name = "Theirs"));
  server.kept.delete(1);
  await client.saveItem("views", { id: "a", name: "Mine" });
  assert.deepEqual(names(server.sheet), ["Mine", "Theirs", "C"]);

  const other = start();
  other.server.others((sheet) => (sheet.structures[0].name = "Theirs"));
  other.server.kept.delete(1);
  const view = { id: "a", name: "Mine", structure: "s" };
  await assert.rejects(other.client.saveItem("views", view), { status: 409 });
});

test("a sheet that is damaged is not asked for again and again", async () => {
  const { server, client } = start();
  const damage = new ApiError({ code: "conflict", message: "Broken.", status: 409, details: { flaw: "x" } });
  server.troubles = [damage];
  await assert.rejects(client.saveItem("views", { id: "a", name: "Mine" }), { message: "Broken." });
  assert.equal(server.log.length, 1);
});

test("a busy server is asked again after the time that it names, and not for ever", async () => {
  const { server, client, pauses } = start();
  const busy = new ApiError({ code: "busy", message: "Wait.", status: 503, retryAfterS: 2 });
  const leased = new ApiError({ code: "conflict", message: "Saving.", status: 409, retryAfterS: 2 });
  server.troubles = [busy, leased];
  await client.saveItem("views", { id: "a", name: "Mine" });
  assert.equal(pauses.length, 2);
  assert.ok(pauses.every((ms) => ms >= 1000 && ms <= 3000));
  server.troubles = Array(20).fill(busy);
  await assert.rejects(client.change({ name: "X" }), { status: 503 });
  assert.ok(server.troubles.length > 10);
  server.troubles = [new ApiError({ code: "jira_rate_limited", message: "Later.", status: 503, retryAfterS: 3600 })];
  await assert.rejects(client.change({ name: "X" }), { code: "jira_rate_limited" });
});

test("the sheet's own members change beside what others did to the rest", async () => {
  const { server, client } = start();
  server.others((sheet) => {
    sheet.views[0].name = "Theirs";
    sheet.views.push({ id: "d", name: "D" });
  });
  const views = [SHEET.views[2], SHEET.views[0], SHEET.views[1]];
  await client.change({ name: "Renamed", views });
  assert.equal(server.sheet.name, "Renamed");
  assert.deepEqual(names(server.sheet), ["C", "Theirs", "B", "D"]);
  assert.deepEqual(client.sheet, server.sheet);
});

test("a change of the same member is a conflict that names it", async () => {
  const { server, client } = start();
  server.others((sheet) => (sheet.name = "Theirs"));
  const error = await client.change({ name: "Mine", description: "D" }).catch((problem) => problem);
  assert.equal(error.status, 409);
  assert.deepEqual(error.details, { currentRevision: 2, differences: [{ member: "name" }] });
  assert.equal(client.sheet.name, "Theirs");
  await client.change({ name: "Mine" });
  assert.equal(server.sheet.name, "Mine");
});

test("a save whose aftermath could not be loaded is a save; the next change loads first", async () => {
  const { server, client } = start();
  server.others((sheet) => (sheet.name = "Theirs"));
  server.isDown = true;
  await client.saveItem("views", { id: "a", name: "Mine" });
  assert.equal(client.sheet.name, "Plan");
  assert.deepEqual(names(client.sheet), ["Mine", "B", "C"]);
  server.isDown = false;
  await client.saveItem("views", { id: "a", name: "Mine too" });
  assert.equal(client.sheet.name, "Theirs");
  assert.deepEqual(client.sheet, server.sheet);
});

test("a failed request does not hold up the next one", async () => {
  const { server, client } = start();
  server.troubles = [new ApiError({ code: "validation_failed", message: "No.", status: 422 })];
  const [first, second] = await Promise.allSettled([
    client.saveItem("views", { id: "a", name: "" }),
    client.saveItem("views", { id: "b", name: "Fine" }),
  ]);
  assert.equal(first.status, "rejected");
  assert.equal(second.status, "fulfilled");
  await assert.rejects(client.removeItem("views", "gone"), /no views/);
});

test("merging: what both did stays, the same thing twice is a clash", () => {
  const list = (/** @type {string} */ text) =>
    [...text].map((id) => ({ id: id.toLowerCase(), big: id !== id.toLowerCase() }));
  const text = (/** @type {any} */ items) =>
    items === CLASH
      ? "clash"
      : items.map((/** @type {any} */ item) => (item.big ? item.id.toUpperCase() : item.id)).join("");
  for (const [base, mine, theirs, wanted] of [
    ["abc", "abc", "abc", "abc"],
    ["abc", "cab", "aBc", "caB"],
    ["abc", "aBc", "cab", "caB"],
    ["abc", "ab", "abcd", "abd"],
    ["abc", "axbc", "abcy", "axbcy"],
    ["abc", "", "abc", ""],
    ["abc", "bc", "Abc", "clash"],
    ["abc", "cba", "bac", "clash"],
    ["abc", "cba", "cba", "cba"],
    ["abc", "cbad", "cba", "cbad"],
    ["ab", "abx", "abX", "clash"],
  ]) {
    assert.equal(text(merge(list(base), list(mine), list(theirs))), wanted, `${base} ${mine} ${theirs}`);
  }
  assert.equal(merge("a", "b", "c"), CLASH);
  assert.equal(merge(null, undefined, 3), CLASH);
  assert.equal(merge(undefined, 1, undefined), 1);
  assert.deepEqual(merge(["a"], ["b"], ["a"]), ["b"]);
  assert.equal(merge(["a"], ["b"], ["c"]), CLASH);
});

test("sameness does not depend on the order of members", () => {
  assert.ok(isSame({ a: 1, b: [{ c: null }] }, { b: [{ c: null }], a: 1 }));
  assert.ok(!isSame({ a: 1 }, { a: 1, b: 2 }));
  assert.ok(isSame({ a: 1 }, { a: 1, b: undefined }));
  assert.ok(!isSame([], {}));
  assert.ok(!isSame(["a"], ["a", "b"]));
  assert.ok(!isSame(null, {}));
});
