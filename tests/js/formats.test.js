import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { compileFilter } from "../../jxl/static/js/state/filter.js";
import { compileFormats, formatsOfView } from "../../jxl/static/js/state/formats.js";
import {
  FORMAT_COLORS,
  NO_STYLE,
  STYLE_COUNT,
  styleClasses,
  styleId,
  styleOf,
} from "../../jxl/static/js/state/styles.js";
import { COLUMNS, CONTEXT, Chance, randomSheet, setRow, sheetOf } from "./sheet-of.js";

/** @typedef {import("../../jxl/static/js/types.d.ts").FormatRule} FormatRule */

const POINTS = COLUMNS.findIndex(({ field }) => field === "points");
const SUMMARY = COLUMNS.findIndex(({ field }) => field === "summary");

/** @param {string} id @param {object} then @param {Partial<FormatRule>} [more] @returns {FormatRule} */
function rule(id, then, more = {}) {
  return { id, name: id.toUpperCase(), then: { kind: "style", ...then }, ...more };
}

const atLeast = (/** @type {number} */ value) => ({ column: "points", op: "gte", value });
const cellsOf = (/** @type {string[]} */ ...columns) => ({ kind: /** @type {const} */ ("columns"), columns });

/** @param {FormatRule[]} formats @param {number} points @param {number} [position] */
function look(formats, points, position = POINTS) {
  const compiled = compileFormats(formats, sheetOf([{ points, summary: "s" }]), CONTEXT);
  assert.deepEqual(compiled.problems, []);
  return styleClasses(compiled.style(0, position));
}

test("a style has an id and classes, and none is 0", () => {
  assert.equal(styleId({}), NO_STYLE);
  assert.equal(styleClasses(NO_STYLE), "");
  assert.equal(
    styleClasses(styleId({ color: "red", bold: true, soft: true })),
    "is-format is-format-red is-bold is-soft",
  );
  assert.equal(styleClasses(-1), "");
  assert.equal(FORMAT_COLORS.length, 10);
  for (let id = 0; id < STYLE_COUNT; id += 1) assert.equal(styleId(styleOf(id)), id);
});

test("a format colours the rows that match, or only its columns", () => {
  assert.equal(look([rule("a", { color: "red" }, { when: atLeast(5) })], 5), "is-format is-format-red");
  assert.equal(look([rule("a", { color: "red" }, { when: atLeast(5) })], 4), "");
  const onlyPoints = [rule("a", { bold: true }, { target: cellsOf("c3", "gone") })];
  assert.equal(look(onlyPoints, 1), "is-bold");
  assert.equal(look(onlyPoints, 1, SUMMARY), "");
  assert.equal(look([rule("a", { bold: true }, { target: cellsOf("gone") })], 1), "");
  assert.equal(look([rule("a", { bold: true }, { enabled: false })], 1), "");
});

test("each property is decided by the first format that says something of it", () => {
  const formats = [
    rule("a", { bold: true }, { when: atLeast(1) }),
    rule("b", { color: "red", bold: false }, { when: atLeast(2) }),
    rule("c", { color: "blue", italic: true }, { when: atLeast(3) }),
  ];
  assert.equal(look(formats, 1), "is-bold");
  assert.equal(look(formats, 2), "is-format is-format-red is-bold");
  assert.equal(look(formats, 3), "is-format is-format-red is-bold is-italic");
  assert.equal(look(formats.slice(1), 3), "is-format is-format-red is-italic");
  assert.equal(look([...formats].reverse(), 3), "is-format is-format-blue is-italic");
  assert.equal(look([rule("x", { bold: false }), rule("y", { bold: true })], 1), "");
});

test("a format that stops leaves nothing to those after it, in the cells it covers", () => {
  const formats = [
    rule("a", { color: "red" }, { stop: true, target: cellsOf("c3") }),
    rule("b", { color: "blue", bold: true }),
  ];
  assert.equal(look(formats, 1), "is-format is-format-red");
  assert.equal(look(formats, 1, SUMMARY), "is-format is-format-blue is-bold");
});

test("why this colour: what became of each format that matches", () => {
  const formats = [
    rule("no", { bold: true }, { when: atLeast(100) }),
    rule("a", { color: "red" }, { target: cellsOf("c3") }),
    rule("b", { color: "blue" }),
    rule("c", { italic: true }, { stop: true }),
    rule("d", { soft: true }),
  ];
  const compiled = compileFormats(formats, sheetOf([{ points: 1 }]), CONTEXT);
  const states = (/** @type {number} */ position) =>
    compiled.why(0, position).map(({ id, state, by }) => [id, state, by].filter(Boolean).join(" "));
  assert.deepEqual(states(POINTS), ["a applies", "b covered", "c applies", "d stopped c"]);
  assert.deepEqual(states(SUMMARY), ["a elsewhere", "b applies", "c applies", "d stopped c"]);
  assert.equal(compiled.why(0, POINTS)[0]?.name, "A");
});

test("the row's own style is what formats of whole rows say", () => {
  const formats = [rule("a", { color: "red" }, { target: cellsOf("c3") }), rule("b", { bold: true })];
  const compiled = compileFormats(formats, sheetOf([{ points: 1 }]), CONTEXT);
  assert.equal(styleClasses(compiled.rowStyle(0)), "is-bold");
});

test("what is not understood colours nothing, and is said", () => {
  const formats = [
    rule("gone", { bold: true }, { when: { column: "gone", op: "empty" } }),
    rule("half", { bold: true }, { when: { any: [atLeast(1), { column: "points", op: "soundsLike", value: 1 }] } }),
    rule("bar", { kind: "bar" }),
    rule("new", { kind: "sparkle" }),
    rule("color", { color: "__proto__", italic: true }),
  ];
  const compiled = compileFormats(formats, sheetOf([{ points: 1 }]), CONTEXT);
  assert.equal(styleClasses(compiled.style(0, POINTS)), "is-italic");
  assert.deepEqual(
    compiled.problems.map(({ code, path }) => `${path} ${code}`),
    [
      "format.gone.when unknown_column",
      "format.half.when.any.1 unknown_operator",
      "format.bar unknown_effect",
      "format.new unknown_effect",
      "format.color unknown_color",
    ],
  );
});

test("rows that are not there have no style", () => {
  const store = sheetOf([{}]);
  store.apply({ type: "index", ids: ["later"] });
  const compiled = compileFormats([rule("a", { bold: true })], store, CONTEXT);
  assert.deepEqual([compiled.style(0, 0), compiled.style(1, 0)].map(styleClasses), ["is-bold", ""]);
  store.apply({ type: "rows", rows: [{ id: "later", key: "FER-2", cells: [] }] });
  assert.equal(styleClasses(compiled.style(1, 0)), "is-bold");
});

test("a changed row is looked at again, the others are not", () => {
  const store = sheetOf([{ points: 1 }, { points: 1 }]);
  const compiled = compileFormats([rule("a", { bold: true }, { when: atLeast(5) })], store, CONTEXT);
  const styles = () => [compiled.style(0, POINTS), compiled.style(1, POINTS)].map(styleClasses);
  assert.deepEqual(styles(), ["", ""]);
  setRow(store, 0, { points: 9 });
  setRow(store, 1, { points: 9 });
  compiled.invalidate([0, 5000]);
  assert.deepEqual(styles(), ["is-bold", ""]);
  compiled.invalidate();
  assert.deepEqual(styles(), ["is-bold", "is-bold"]);
  assert.equal(compiled.countRows("a", store.order), 2);
  assert.equal(compiled.countRows("gone", store.order), 0);
});

test("a view chooses formats, the sheet's list is their order", () => {
  const formats = [rule("a", {}), rule("b", {}), rule("c", {})];
  assert.deepEqual(
    formatsOfView(formats, ["c", "gone", "a"]).map(({ id }) => id),
    ["a", "c"],
  );
});

test("styles and reasons are those of going through all formats cell by cell", () => {
  for (let seed = 0; seed < 200; seed += 1) {
    const chance = new Chance(seed);
    const store = randomSheet(chance, 12);
    const formats = Array.from({ length: chance.below(8) }, (_none, i) =>
      rule(
        `f${i}`,
        {
          ...(chance.below(2) ? { color: chance.one(FORMAT_COLORS) } : {}),
          ...(chance.below(2) ? { bold: chance.below(2) === 0 } : {}),
          ...(chance.below(3) ? {} : { strike: true }),
        },
        {
          when: chance.one([null, atLeast(chance.below(6)), { column: "labels", op: "hasAny", value: ["a"] }]),
          stop: chance.below(4) === 0,
          enabled: chance.below(6) > 0,
          ...(chance.below(2) ? { target: cellsOf(...chance.some(COLUMNS, 4).map(({ id }) => id)) } : {}),
        },
      ),
    );
    const compiled = compileFormats(formats, store, CONTEXT);
    for (const slot of store.order) {
      for (let position = 0; position < COLUMNS.length; position += 1) {
        /** @type {Record<string, unknown>} */
        const style = {};
        const applied = [];
        for (const format of formats) {
          const covers = format.target?.columns?.includes(COLUMNS[position]?.id ?? "") ?? true;
          if (!format.enabled || !covers || !compileFilter(format.when, store, CONTEXT).test(slot)) continue;
          const { kind: _kind, ...members } = format.then;
          const added = Object.entries(members).filter(([member]) => !(member in style));
          for (const [member, value] of added) style[member] = value;
          if (added.length > 0 || format.stop) applied.push(format.id);
          if (format.stop) break;
        }
        assert.equal(compiled.style(slot, position), styleId(style), `seed ${seed}`);
        const why = compiled.why(slot, position);
        assert.deepEqual(
          why.filter(({ state }) => state === "applies").map(({ id }) => id),
          applied,
          `seed ${seed}`,
        );
      }
    }
  }
});

test("every class of a style is drawn", async () => {
  const css = await readFile(new URL("../../jxl/static/css/formats.css", import.meta.url), "utf8");
  for (let id = 0; id < STYLE_COUNT; id += 1) {
    for (const name of styleClasses(id).split(" ").filter(Boolean)) assert.match(css, new RegExp(`\\.${name}[^\\w-]`));
  }
});
