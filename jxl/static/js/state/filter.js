// The filter language: compiles a filter into one function of a row. Pure.
// What cannot be understood (a column that is gone, an operator of a newer version) hides nothing: such a condition
// matches every row and is reported, so that the person sees too much and knows it, never too little.

import { Refusal } from "./condition-parts.js";
import { buildTest, categoryOf } from "./conditions.js";
import { todayOf, weekStartOf } from "./days.js";
import { findColumn, findColumnOfType } from "./sheet-columns.js";

/** @import { Cell, Condition, EngineContext, EngineProblem, Filter } from "../types.d.ts" */
/** @import { CellTest, World } from "./condition-parts.js" */
/** @import { RowStore } from "./rows.js" */
/** @import { SheetColumn } from "./sheet-columns.js" */

/** @typedef {(slot: number) => boolean} RowTest */

/**
 * @typedef {object} CompiledFilter
 * @property {RowTest} test  False for rows whose cells are not there, unless every row matches.
 * @property {boolean} matchesAll  Every row matches, read or not.
 * @property {EngineProblem[]} problems
 * @property {ReadonlySet<number>} positions  Columns that the answer depends on.
 */

/** Deeper than any server takes; a limit only so that a hostile document cannot exhaust the stack. */
const MAX_DEPTH = 50;
const MAX_MEMO = 100_000;

/**
 * Compile a filter for the store's present columns: compile again when these or the day change.
 * @param {Filter | null | undefined} filter  None matches everything.
 * @param {RowStore} store
 * @param {EngineContext} context
 * @param {string} [path]  Where the filter stands, for problems.
 * @returns {CompiledFilter}
 */
export function compileFilter(filter, store, context, path = "filter") {
  return compileIn(createWorld(store, context), filter, path);
}

/**
 * What filters are tested against; day and week are worked out when the first condition asks.
 * @param {RowStore} store
 * @param {EngineContext} context
 * @returns {World}
 */
export function createWorld(store, context) {
  /** @type {number | undefined} */
  let today;
  return {
    store,
    me: context.accountId ?? null,
    get today() {
      return (today ??= todayOf(context));
    },
    get weekStart() {
      return weekStartOf(context);
    },
  };
}

/**
 * Compile one of several filters that share a world.
 * @param {World} world
 * @param {Filter | null | undefined} filter
 * @param {string} path
 * @returns {CompiledFilter}
 */
export function compileIn(world, filter, path) {
  const compiler = new Compiler(world);
  const test = filter === null || filter === undefined ? null : compiler.compile(filter, path, 1);
  const { store } = world;
  return {
    test: test === null ? () => true : (slot) => store.isLoaded(slot) && test(slot),
    matchesAll: test === null,
    problems: compiler.problems,
    positions: compiler.positions,
  };
}

class Compiler {
  /** @type {EngineProblem[]} */
  problems = [];
  /** @type {Set<number>} */
  positions = new Set();
  #world;

  /** @param {World} world */
  constructor(world) {
    this.#world = world;
  }

  /**
   * @param {unknown} filter
   * @param {string} path
   * @param {number} depth
   * @returns {RowTest | null} null when every row matches
   */
  compile(filter, path, depth) {
    if (filter === null || typeof filter !== "object" || Array.isArray(filter)) return this.#notUnderstood(path);
    const { all, any } = /** @type {Record<string, unknown>} */ (filter);
    if (all === undefined && any === undefined) return this.#condition(/** @type {Condition} */ (filter), path);
    const members = all ?? any;
    if ((all !== undefined && any !== undefined) || !Array.isArray(members)) return this.#notUnderstood(path);
    if (depth > MAX_DEPTH) return this.#refuse(path, "too_deep", "A filter is nested too deeply to be used.");
    const name = all === undefined ? "any" : "all";
    const tests = members.map((member, i) => this.compile(member, `${path}.${name}.${i}`, depth + 1));
    return name === "all" ? joinAll(tests) : joinAny(tests);
  }

  /** @param {Condition} condition @param {string} path @returns {RowTest | null} */
  #condition(condition, path) {
    if (typeof condition.column !== "string" || typeof condition.op !== "string") return this.#notUnderstood(path);
    const about = { column: condition.column, op: condition.op };
    const column = findColumn(this.#world.store, condition.column);
    if (!column) {
      const words = "A condition names a column that this sheet does not have.";
      return this.#refuse(path, "unknown_column", words, about);
    }
    const test = buildTest(column, condition, this.#world);
    if (test instanceof Refusal) {
      return this.#refuse(path, test.code, `“${column.info.name}”: ${test.words}`, about);
    }
    this.positions.add(column.position);
    const rowTest = onColumn(column, test);
    if (condition.op !== "overdue") return rowTest;
    const isDone = this.#doneTest();
    if (!isDone) {
      const words = `“${column.info.name}” is overdue: the sheet needs a status column to tell what is done.`;
      return this.#refuse(path, "no_status", words, about);
    }
    return (slot) => rowTest(slot) && !isDone(slot);
  }

  /** @returns {RowTest | null} */
  #doneTest() {
    const { store } = this.#world;
    const column = findColumnOfType(store, ["status", "statusCategory"]);
    if (!column) return null;
    this.positions.add(column.position);
    return onColumn(column, (cell) => categoryOf(store, column, cell) === "done");
  }

  /** @param {string} path */
  #notUnderstood(path) {
    return this.#refuse(path, "not_understood", "This version of jxl does not understand a part of the filter.");
  }

  /**
   * @param {string} path
   * @param {EngineProblem["code"]} code
   * @param {string} message
   * @param {{ column?: string, op?: string }} [about]
   */
  #refuse(path, code, message, about = {}) {
    this.problems.push({ code, message, path, ...about });
    return null;
  }
}

/** @param {SheetColumn} column @param {CellTest} test @returns {RowTest} */
function onColumn(column, test) {
  const { cell } = column;
  if (!column.repeats) return (slot) => test(cell(slot));
  /** @type {Map<Cell, boolean>} */
  const known = new Map();
  return (slot) => {
    const value = cell(slot);
    let answer = known.get(value);
    if (answer === undefined) {
      answer = test(value);
      if (known.size < MAX_MEMO) known.set(value, answer);
    }
    return answer;
  };
}

/** @param {(RowTest | null)[]} tests */
function joinAll(tests) {
  const real = tests.filter((test) => test !== null);
  if (real.length < 2) return real[0] ?? null;
  return (/** @type {number} */ slot) => {
    for (const test of real) if (!test(slot)) return false;
    return true;
  };
}

/** An empty group is one that is still being made: like one without it. @param {(RowTest | null)[]} tests */
function joinAny(tests) {
  const real = tests.filter((test) => test !== null);
  if (real.length < tests.length || real.length === 0) return null;
  if (real.length === 1) return real[0] ?? null;
  return (/** @type {number} */ slot) => {
    for (const test of real) if (test(slot)) return true;
    return false;
  };
}
