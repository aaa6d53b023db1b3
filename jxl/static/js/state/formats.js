// Conditional formats: which style a cell has, and why. Pure.
// Formats stand in order; each property of a cell (colour, bold …) is decided by the first format that matches and
// says something of it. What cannot be understood colours nothing: a format that is not understood is left out.

import { compileIn, createWorld } from "./filter.js";
import { findColumn } from "./sheet-columns.js";
import { isFormatColor, styleId } from "./styles.js";

/** @import { EngineContext, EngineProblem, FormatRule } from "../types.d.ts" */
/** @import { RowTest } from "./filter.js" */
/** @import { RowStore } from "./rows.js" */
/** @import { Style } from "./styles.js" */

/**
 * Why a cell looks as it does, one format that matches its row:
 * - `applies`: decides at least one property of the cell;
 * - `covered`: all it says was said by formats before it;
 * - `stopped`: a format before it, `by`, leaves nothing to those after;
 * - `elsewhere`: colours other columns.
 * @typedef {object} Reason
 * @property {string} id
 * @property {string} name
 * @property {"applies" | "covered" | "stopped" | "elsewhere"} state
 * @property {string} [by]  Id of the format that stopped it.
 */

/**
 * @typedef {object} Rule
 * @property {string} id
 * @property {string} name
 * @property {RowTest} test
 * @property {Style} style
 * @property {ReadonlySet<number> | null} targets  Positions of columns; null is the whole row.
 * @property {boolean} stops
 */

/** The set of formats of a row that none matches. */
const NONE = 0;
const UNKNOWN = -1;
/** Stands for the row itself among positions; -1 is the key that stands in. */
const ROW_ITSELF = -2;
const MEMBERS = /** @type {const} */ (["color", "bold", "italic", "strike", "soft"]);
const STRETCHED = new Set(["scale", "bar", "icon"]);

/**
 * The formats of a sheet that a view shows: the view chooses which, the sheet's list is their order.
 * @template {{ id: string }} T
 * @param {readonly T[]} formats
 * @param {readonly string[]} ids
 */
export function formatsOfView(formats, ids) {
  const wanted = new Set(ids);
  return formats.filter(({ id }) => wanted.has(id));
}

/**
 * Compile formats for the store's present columns: compile again when these or the day change.
 * @param {readonly FormatRule[]} formats  In order; those that are switched off are passed over.
 * @param {RowStore} store
 * @param {EngineContext} context
 */
export function compileFormats(formats, store, context) {
  const world = createWorld(store, context);
  /** @type {EngineProblem[]} */
  const problems = [];
  /** @type {Rule[]} */
  const rules = [];
  const positions = new Set();
  for (const format of formats) {
    if (format.enabled === false) continue;
    const path = `format.${format.id}`;
    const style = readStyle(format, path, problems);
    const filter = compileIn(world, format.when, `${path}.when`);
    problems.push(...filter.problems);
    if (!style || filter.problems.length > 0) continue;
    for (const position of filter.positions) positions.add(position);
    const test = filter.matchesAll ? (/** @type {number} */ slot) => store.isLoaded(slot) : filter.test;
    const { id, name, stop } = format;
    rules.push({ id, name, test, style, targets: targetsOf(format, store), stops: stop === true });
  }
  return new CompiledFormats(store, rules, problems, positions);
}

export class CompiledFormats {
  /** @type {readonly EngineProblem[]} */
  problems;
  /** Columns that the styles depend on. @type {ReadonlySet<number>} */
  positions;
  #store;
  #rules;
  /** Which formats match a row, as the number of that set; worked out when the row is first asked for. */
  #sets = new Int32Array(0);
  /** Rules of each set, in order. @type {Rule[][]} */
  #members = [[]];
  /** Number of the set that has one rule more. @type {Map<Rule, number>[]} */
  #next = [new Map()];
  /** Style of each set by position, the row's own among them. @type {Map<number, number>[]} */
  #styles = [new Map()];

  /**
   * @param {RowStore} store
   * @param {Rule[]} rules
   * @param {EngineProblem[]} problems
   * @param {ReadonlySet<number>} positions
   */
  constructor(store, rules, problems, positions) {
    this.#store = store;
    this.#rules = rules;
    this.problems = problems;
    this.positions = positions;
  }

  /**
   * Style of a cell.
   * @param {number} slot
   * @param {number} position  -1 for the key that stands in when the sheet has no key column.
   * @returns {number} see styles.js
   */
  style(slot, position) {
    return this.#styleIn(this.#setOf(slot), position);
  }

  /** Style of the row itself: what formats of whole rows say. @param {number} slot */
  rowStyle(slot) {
    return this.#styleIn(this.#setOf(slot), ROW_ITSELF);
  }

  /**
   * Formats that match a cell's row, in order, and what became of each in this cell.
   * @param {number} slot
   * @param {number} position
   * @returns {Reason[]}
   */
  why(slot, position) {
    /** @type {Set<string>} */
    const said = new Set();
    /** @type {Rule | undefined} */
    let stopper;
    return (this.#members[this.#setOf(slot)] ?? []).map((rule) => {
      const { id, name } = rule;
      if (!covers(rule, position)) return { id, name, state: "elsewhere" };
      if (stopper) return { id, name, state: "stopped", by: stopper.id };
      const adds = MEMBERS.filter((member) => rule.style[member] !== undefined && !said.has(member));
      for (const member of adds) said.add(member);
      if (rule.stops) stopper = rule;
      return { id, name, state: adds.length > 0 || rule.stops ? "applies" : "covered" };
    });
  }

  /**
   * How many rows a format matches.
   * @param {string} id
   * @param {ArrayLike<number>} slots
   */
  countRows(id, slots) {
    const rule = this.#rules.find((one) => one.id === id);
    let count = 0;
    if (rule) for (let i = 0; i < slots.length; i += 1) count += Number(rule.test(/** @type {number} */ (slots[i])));
    return count;
  }

  /** Cells changed: look at these rows again, or at all. @param {Iterable<number>} [slots] */
  invalidate(slots) {
    if (slots === undefined) this.#sets.fill(UNKNOWN);
    else for (const slot of slots) if (slot < this.#sets.length) this.#sets[slot] = UNKNOWN;
  }

  /** @param {number} slot */
  #setOf(slot) {
    if (this.#rules.length === 0 || !this.#store.isLoaded(slot)) return NONE;
    if (slot >= this.#sets.length) {
      const grown = new Int32Array(Math.max(1024, this.#sets.length * 2, slot + 1)).fill(UNKNOWN);
      grown.set(this.#sets);
      this.#sets = grown;
    }
    let set = this.#sets[slot] ?? UNKNOWN;
    if (set === UNKNOWN) {
      set = NONE;
      for (const rule of this.#rules) if (rule.test(slot)) set = this.#setWith(set, rule);
      this.#sets[slot] = set;
    }
    return set;
  }

  /** @param {number} set @param {Rule} rule @returns {number} */
  #setWith(set, rule) {
    const known = this.#next[set]?.get(rule);
    if (known !== undefined) return known;
    const added = this.#members.push([...(this.#members[set] ?? []), rule]) - 1;
    this.#next.push(new Map());
    this.#styles.push(new Map());
    this.#next[set]?.set(rule, added);
    return added;
  }

  /** @param {number} set @param {number} position @returns {number} */
  #styleIn(set, position) {
    const styles = this.#styles[set];
    let style = styles?.get(position);
    if (style === undefined) {
      style = styleId(merge((this.#members[set] ?? []).filter((rule) => covers(rule, position))));
      styles?.set(position, style);
    }
    return style;
  }
}

/** @param {Rule} rule @param {number} position */
function covers({ targets }, position) {
  return targets === null || targets.has(position);
}

/** @param {readonly Rule[]} rules  All cover the cell. @returns {Style} */
function merge(rules) {
  /** @type {Style} */
  let style = {};
  for (const rule of rules) {
    style = { ...rule.style, ...style };
    if (rule.stops) break;
  }
  return style;
}

/**
 * @param {FormatRule} format
 * @param {string} path
 * @param {EngineProblem[]} problems
 * @returns {Style | null}
 */
function readStyle({ name, then }, path, problems) {
  if (then.kind !== "style") {
    const message = STRETCHED.has(then.kind)
      ? `“${name}”: jxl cannot draw scales, bars and icons yet.`
      : `“${name}”: this version of jxl does not know such a format.`;
    problems.push({ code: "unknown_effect", message, path });
    return null;
  }
  /** @type {Style} */
  const style = {};
  for (const member of /** @type {const} */ (["bold", "italic", "strike", "soft"])) {
    const value = then[member];
    if (typeof value === "boolean") style[member] = value;
  }
  const { color } = then;
  if (isFormatColor(color)) style.color = color;
  else if (color !== undefined && color !== null) {
    problems.push({ code: "unknown_color", message: `“${name}”: this version of jxl does not know its colour.`, path });
  }
  return style;
}

/** @param {FormatRule} format @param {RowStore} store @returns {ReadonlySet<number> | null} */
function targetsOf({ target }, store) {
  if (!target || target.kind === "row") return null;
  const columns = (target.columns ?? []).map((id) => findColumn(store, id));
  // Without a column of its own only the key is drawn.
  const drawn = columns.filter((column) => column !== null && (column.position >= 0 || column.info.type === "key"));
  return new Set(drawn.map((column) => /** @type {NonNullable<typeof column>} */ (column).position));
}
