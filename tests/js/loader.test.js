import assert from "node:assert/strict";
import { test } from "node:test";

import { ApiError } from "../../jxl/static/js/api.js";
import { RowLoader } from "../../jxl/static/js/loader.js";
import { RowStore } from "../../jxl/static/js/state/rows.js";

const COLUMNS = { type: "columns", columns: [{ id: "k", field: "issuekey", name: "Key", type: "key" }] };
const INDEX = { type: "index", ids: ["1", "2"] };
const ROWS = {
  type: "rows",
  rows: [
    { id: "1", key: "A-1", cells: ["A-1"] },
    { id: "2", key: "A-2", cells: ["A-2"] },
  ],
};
const DONE = { type: "done", count: 2, points: 3, seq: 9 };

/** @param {(object | Error)[][]} listings  What each listing brings; an Error is thrown. */
function loaderOf(...listings) {
  const store = new RowStore();
  const phases = /** @type {string[]} */ ([]);
  const pauses = { count: 0 };
  let time = 0;
  const loader = new RowLoader({
    store,
    open: async function* () {
      for (const event of listings.shift() ?? []) {
        if (event instanceof Error) throw event;
        if (typeof event === "function") await event();
        else yield /** @type {any} */ (event);
      }
    },
    onChange: () => undefined,
    onPhase: () => phases.push(loader.phase),
    pause: async () => {
      pauses.count += 1;
    },
    clock: () => (time += 5),
  });
  return { loader, store, phases, pauses };
}

test("a complete listing", async () => {
  const { loader, store, phases } = loaderOf([COLUMNS, INDEX, ROWS, DONE]);
  await loader.start();
  assert.deepEqual(phases, ["loading", "done"]);
  assert.equal(loader.error, null);
  assert.equal(loader.seq, 9);
  assert.equal(store.loaded, 2);
});

test("the browser gets its turn while many events come", async () => {
  const { loader, pauses } = loaderOf([COLUMNS, INDEX, ROWS, ROWS, ROWS, DONE]);
  await loader.start();
  assert.ok(pauses.count >= 2);
});

test("a listing that ends without its end has failed, and says which failure ended it", async () => {
  const silent = loaderOf([COLUMNS, INDEX]);
  await silent.loader.start();
  assert.equal(silent.loader.phase, "failed");
  assert.equal(silent.loader.error?.code, "incomplete");
  const said = loaderOf([
    COLUMNS,
    INDEX,
    ROWS,
    { type: "error", ids: [], error: { code: "jira_timeout", message: "Late.", requestId: "r" } },
  ]);
  await said.loader.start();
  assert.equal(said.loader.error?.code, "jira_timeout");
  assert.equal(said.loader.error?.requestId, "r");
  assert.equal(said.store.size, 2);
});

test("part that failed does not fail the listing", async () => {
  const { loader, store } = loaderOf([
    COLUMNS,
    INDEX,
    { type: "error", ids: ["2"], error: { code: "x", message: "No." } },
    { ...ROWS, rows: [ROWS.rows[0]] },
    DONE,
  ]);
  await loader.start();
  assert.equal(loader.phase, "done");
  assert.equal(store.failed, 1);
});

test("the server refuses", async () => {
  const { loader } = loaderOf([new ApiError({ code: "busy", message: "Wait.", status: 503, retryAfterS: 7 })]);
  await loader.start();
  assert.equal(loader.phase, "failed");
  assert.equal(loader.error?.retryAfterS, 7);
});

test("an error after a good listing keeps its rows", async () => {
  const { loader, store } = loaderOf(
    [COLUMNS, INDEX, ROWS, DONE],
    [new ApiError({ code: "unreachable", message: "No." })],
  );
  await loader.start();
  await loader.start();
  assert.equal(loader.phase, "failed");
  assert.equal(store.size, 2);
  assert.equal(store.isLoaded(0), true);
});

test("stopping keeps what is there and takes no more", async () => {
  /** @type {RowLoader} */
  let loader;
  const made = loaderOf([COLUMNS, INDEX, () => loader.stop(), ROWS, DONE]);
  loader = made.loader;
  await loader.start();
  assert.deepEqual(made.phases, ["loading", "stopped"]);
  assert.equal(made.store.loaded, 0);
  assert.equal(made.store.size, 2);
});

test("a second start gives the first one up", async () => {
  /** @type {RowLoader} */
  let loader;
  /** @type {Promise<void>} */
  let second = Promise.resolve();
  const made = loaderOf([COLUMNS, INDEX, () => void (second = loader.start()), ROWS], [COLUMNS, INDEX, ROWS, DONE]);
  loader = made.loader;
  await loader.start();
  await second;
  assert.deepEqual(made.phases, ["loading", "loading", "done"]);
});
