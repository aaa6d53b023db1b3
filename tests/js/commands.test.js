import assert from "node:assert/strict";
import { test } from "node:test";

import { COMMANDS, commandOf, keysOf } from "../../jxl/static/js/grid/commands.js";

/** @param {string} key @param {object} [more] */
const press = (key, more = {}) =>
  /** @type {KeyboardEvent} */ ({ key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...more });

test("no two commands share their keys", () => {
  const keys = COMMANDS.flatMap((command) => command.keys);
  assert.equal(new Set(keys).size, keys.length);
});

test("Ctrl and ⌘ are the same, and letters do not depend on Caps Lock", () => {
  assert.equal(keysOf(press("A", { metaKey: true })), "Mod+a");
  assert.equal(keysOf(press(" ", { shiftKey: true })), "Shift+Space");
  assert.equal(commandOf(press("a", { ctrlKey: true }))?.name, "everything");
});

test("plain letters and keys with Alt are nobody's", () => {
  assert.equal(commandOf(press("a")), undefined);
  assert.equal(commandOf(press("Enter", { altKey: true })), undefined);
});

test("Tab walks on into the next row and back", () => {
  /** @type {object[]} */
  const moves = [];
  const range = /** @type {any} */ ({ columns: [1, 2, 3], moveTo: (/** @type {object} */ place) => moves.push(place) });
  const command = (/** @type {object} */ more) => commandOf(press("Tab", more));
  command({})?.run(range, { x: 2, y: 0 });
  command({ shiftKey: true })?.run(range, { x: 0, y: 1 });
  command({ shiftKey: true })?.run(range, { x: 0, y: 0 });
  assert.deepEqual(moves, [
    { x: 0, y: 1 },
    { x: 2, y: 0 },
    { x: 2, y: -1 },
  ]);
});
