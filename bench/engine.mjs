// How long filter, sort, search and formats take on 10,000 rows and 15 columns, in milliseconds of CPU time, so that
// other work on the machine does not count.
//
//     node bench/engine.mjs [rows]
//
// "first" is the first time on fresh rows, "again" the median of the following ones. No network, no browser.

import { Format } from "../jxl/static/js/state/format.js";
import { compileFormats } from "../jxl/static/js/state/formats.js";
import { SearchIndex } from "../jxl/static/js/state/search.js";
import { LiveView, applyView } from "../jxl/static/js/state/view.js";
import { CONTEXT, Chance, randomRow, sheetOf } from "../tests/js/sheet-of.js";

const ROWS = Number(process.argv[2] ?? 10_000);
const RUNS = 15;
const WORDS = "freight ferry check plate booking harbour quay ticket refund Ünder naïve cabin deck lane 10 9".split(
  " ",
);

const chance = new Chance(1);
const rows = Array.from({ length: ROWS }, () => ({
  ...randomRow(chance),
  summary: Array.from({ length: 5 + chance.below(6) }, () => chance.one(WORDS)).join(" "),
  description: { v: String(chance.below(1e9)), t: Array.from({ length: 60 }, () => chance.one(WORDS)).join(" ") },
}));

/** @param {string} name @param {(store: ReturnType<typeof sheetOf>) => () => unknown} prepare */
function measure(name, prepare) {
  const run = prepare(sheetOf(rows));
  const times = Array.from({ length: RUNS + 1 }, () => {
    const begin = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(begin);
    return (user + system) / 1000;
  });
  const [first = NaN, ...others] = times;
  const again = others.sort((a, b) => a - b)[Math.floor(RUNS / 2)] ?? NaN;
  console.log(`${name.padEnd(64)} first ${first.toFixed(1).padStart(7)}   again ${again.toFixed(1).padStart(7)}`);
}

const filter = {
  all: [
    { column: "status", op: "isNot", value: "12" },
    { column: "priority", op: "gte", value: "3" },
    {
      any: [
        { column: "summary", op: "contains", value: "freight" },
        { column: "points", op: "gt", value: 2 },
      ],
    },
    { column: "duedate", op: "before", value: { relative: { unit: "day", offset: 28 } } },
  ],
};
const sort = [{ column: "priority" }, { column: "summary", dir: /** @type {const} */ ("desc") }];
const styled = (/** @type {string} */ color) => ({ kind: "style", color });
const formats = [
  {
    id: "a",
    name: "Overdue",
    when: { column: "duedate", op: "overdue" },
    then: styled("red"),
    target: { kind: /** @type {const} */ ("columns"), columns: ["c4"] },
  },
  {
    id: "b",
    name: "This week",
    when: { column: "duedate", op: "is", value: { relative: { unit: "week", offset: 0 } } },
    then: styled("yellow"),
  },
  {
    id: "c",
    name: "Freight",
    when: { column: "summary", op: "contains", value: "freight" },
    then: { kind: "style", bold: true },
  },
  { id: "d", name: "Big", when: { column: "points", op: "gte", value: 5 }, then: styled("blue") },
  { id: "e", name: "Mine", when: { column: "assignee", op: "isMe" }, then: styled("green") },
];
const format = new Format({ locale: "en-GB", now: () => CONTEXT.now });
const positions = Array.from({ length: 15 }, (_none, i) => i);

console.log(`${ROWS} rows, ${positions.length} columns`);
measure("filter, 4 conditions, one of them on texts", (store) => () => applyView(store, { filter }, CONTEXT));
measure("sort by text", (store) => () => applyView(store, { sort: [{ column: "summary" }] }, CONTEXT));
measure("sort by number", (store) => () => applyView(store, { sort: [{ column: "points", dir: "desc" }] }, CONTEXT));
measure("sort by date-time", (store) => () => applyView(store, { sort: [{ column: "created" }] }, CONTEXT));
measure("sort by key", (store) => () => applyView(store, { sort: [{ column: "issuekey" }] }, CONTEXT));
measure("sort by priority, then text", (store) => () => applyView(store, { sort }, CONTEXT));
measure("filter and sort", (store) => () => applyView(store, { filter, sort }, CONTEXT));
measure("5 formats, the style of every cell", (store) => {
  const all = [...store.order];
  return () => {
    const compiled = compileFormats(formats, store, CONTEXT);
    let sum = 0;
    for (const slot of all) for (const position of positions) sum += compiled.style(slot, position);
    return sum;
  };
});
measure("one changed row: view and formats", (store) => {
  const live = new LiveView(store, { filter, sort }, CONTEXT);
  live.update();
  const compiled = compileFormats(formats, store, CONTEXT);
  for (const slot of store.order) compiled.style(slot, 0);
  return () => {
    live.update([ROWS >> 1]);
    compiled.invalidate([ROWS >> 1]);
    return compiled.style(ROWS >> 1, 0);
  };
});
measure("search in all cells", (store) => {
  const index = new SearchIndex(store, format);
  return () => index.find("harbour", store.order, positions);
});
