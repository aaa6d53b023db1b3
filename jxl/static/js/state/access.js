// Which cells may be changed. Issues of one access class have the same rights, so a row keeps a small number and a
// class one list of verdicts, column by column: asking about a cell is two lookups. Pure; it decides nothing, the
// server refuses what it refuses.

/** @import { ColumnInfo, Denial } from "../types.d.ts" */

/**
 * What is known of a cell: it may be changed, it may not, the server is still asking Jira, or the server is too old
 * to say.
 * @typedef {object} CellAccess
 * @property {"editable" | "locked" | "checking" | "unsaid"} state
 * @property {string} reason  Why the cell is locked, for the person; else "".
 * @property {string | null} tip  The same as a tooltip says it.
 */

/** @typedef {readonly CellAccess[]} ClassAccess  One class's verdicts by position of the column. */

/** Verdict on all fields of a class that it does not name. */
const ANY_FIELD = "*";
const NO_CLASS = 0;
/** A class that an earlier listing gave without ever naming its verdicts. */
const LOST_CLASS = -1;
const FIRST_CAPACITY = 256;

/** @type {CellAccess} */
const EDITABLE = Object.freeze({ state: "editable", reason: "", tip: null });
/** @type {CellAccess} */
const CHECKING = Object.freeze({ state: "checking", reason: "", tip: "jxl is asking Jira what you may change here." });
/** @type {CellAccess} */
const UNSAID = Object.freeze({ state: "unsaid", reason: "", tip: null });
const LOST = locked("jxl could not find out what you may change here. Load the sheet again to ask once more.");

/** @param {string} reason @returns {CellAccess} */
function locked(reason) {
  return Object.freeze({ state: "locked", reason, tip: `Read-only. ${reason}` });
}

export class AccessTable {
  /** @type {readonly ColumnInfo[]} */
  #columns = [];
  /**
   * Denials by class, as the server named them; undefined: not named yet.
   * @type {(Record<string, Denial | null> | undefined)[]}
   */
  #denials = [undefined];
  /** @type {(ClassAccess | undefined)[]} */
  #verdicts = [[]];
  /** @type {ClassAccess} */
  #checking = [];
  /** @type {ClassAccess} */
  #lost = [];
  /** @type {Map<string, number>} */
  #codes = new Map();
  /** One verdict per reason: few reasons lock many classes. @type {Map<string, CellAccess>} */
  #locks = new Map();
  /** Class of each slot, and the last one before it whose verdicts are known: it counts until they are. */
  #given = new Int32Array(0);
  #known = new Int32Array(0);
  #isListing = false;

  /** @param {readonly ColumnInfo[]} columns */
  setColumns(columns) {
    this.#columns = columns;
    this.#verdicts = this.#denials.map((denials) => denials && this.#compile(denials));
    this.#verdicts[NO_CLASS] = this.#same(UNSAID);
    this.#checking = this.#same(CHECKING);
    this.#lost = this.#same(LOST);
  }

  /** A listing begins: names of classes mean something else from now on. Classes that no row has are forgotten. */
  beginListing() {
    const denials = this.#denials;
    this.#denials = [undefined];
    this.#codes.clear();
    this.#locks.clear();
    /** @type {Map<number, number>} */
    const moved = new Map([[NO_CLASS, NO_CLASS]]);
    for (let slot = 0; slot < this.#given.length; slot += 1) {
      const code = this.#codeThatCounts(slot);
      let next = moved.get(code);
      if (next === undefined) {
        next = denials[code] ? this.#denials.push(denials[code]) - 1 : LOST_CLASS;
        moved.set(code, next);
      }
      this.#given[slot] = next;
      this.#known[slot] = Math.max(NO_CLASS, next);
    }
    this.#isListing = true;
    this.setColumns(this.#columns);
  }

  /** Nothing more will be said. */
  endListing() {
    this.#isListing = false;
  }

  /** @param {string} name @param {Record<string, Denial | null>} denials */
  setClass(name, denials) {
    const code = this.#code(name);
    this.#denials[code] = denials;
    this.#verdicts[code] = this.#compile(denials);
  }

  /** @param {number} slot @param {string | null} name  null: from a server that does not say. */
  assign(slot, name) {
    this.#reserve(slot + 1);
    const known = this.#codeThatCounts(slot);
    if (this.#verdicts[known]) this.#known[slot] = known;
    this.#given[slot] = name === null ? NO_CLASS : this.#code(name);
  }

  /** Verdicts on all cells of a row; rows of one class share the list. @param {number} slot @returns {ClassAccess} */
  of(slot) {
    return this.#verdicts[this.#codeThatCounts(slot)] ?? (this.#isListing ? this.#checking : this.#lost);
  }

  /** @param {number} slot @param {number} position */
  cell(slot, position) {
    return this.of(slot)[position] ?? UNSAID;
  }

  /** @param {number} slot */
  #codeThatCounts(slot) {
    const given = this.#given[slot] ?? NO_CLASS;
    if (this.#verdicts[given]) return given;
    return this.#known[slot] || given;
  }

  /** @param {string} name */
  #code(name) {
    let code = this.#codes.get(name);
    if (code === undefined) {
      code = this.#denials.push(undefined) - 1;
      this.#codes.set(name, code);
    }
    return code;
  }

  /** @param {Record<string, Denial | null>} denials @returns {ClassAccess} */
  #compile(denials) {
    return this.#columns.map(({ field, readOnly }) => {
      const denial = readOnly ?? ownValue(denials, Object.hasOwn(denials, field) ? field : ANY_FIELD);
      return denial ? this.#lock(denial.message) : EDITABLE;
    });
  }

  /** @param {string} reason */
  #lock(reason) {
    let access = this.#locks.get(reason);
    if (!access) this.#locks.set(reason, (access = locked(reason)));
    return access;
  }

  /**
   * One verdict for all columns but those that are never editable.
   * @param {CellAccess} access
   * @returns {ClassAccess}
   */
  #same(access) {
    return this.#columns.map(({ readOnly }) => (readOnly ? this.#lock(readOnly.message) : access));
  }

  /** @param {number} needed */
  #reserve(needed) {
    if (needed <= this.#given.length) return;
    const capacity = Math.max(FIRST_CAPACITY, this.#given.length * 2, needed);
    const [given, known] = [new Int32Array(capacity), new Int32Array(capacity)];
    given.set(this.#given);
    known.set(this.#known);
    [this.#given, this.#known] = [given, known];
  }
}

/** @param {Record<string, Denial | null>} denials @param {string} field */
function ownValue(denials, field) {
  return Object.hasOwn(denials, field) ? denials[field] : undefined;
}
