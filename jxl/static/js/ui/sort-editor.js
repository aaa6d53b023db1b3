// The levels of a sort: a column and a direction each, in words of the column's kind; order by grip or Alt+↑/↓.

import { familyOf } from "../state/operators.js";
import { MAX_SORT_LEVELS, isSame, moved } from "../state/view-draft.js";
import { el, icon } from "./dom.js";
import { connectReorder, grip } from "./reorder.js";

/** @import { ColumnInfo, SortLevel } from "../types.d.ts" */

/** @typedef {Readonly<Record<"asc" | "desc", string>>} Directions */

/** @type {Directions} */
const TEXTS = { asc: "A to Z", desc: "Z to A" };
/** @type {Directions} */
const NUMBERS = { asc: "Smallest first", desc: "Largest first" };
/** @type {Directions} */
const DAYS = { asc: "Earliest first", desc: "Latest first" };
/** Jira lists priorities from the highest down. @type {Directions} */
const RANKED = { asc: "Highest first", desc: "Lowest first" };
/** @type {Directions} */
const STAGES = { asc: "First to last", desc: "Last to first" };

/** @type {Readonly<Record<string, Directions>>} */
const DIRECTIONS = {
  number: NUMBERS,
  duration: NUMBERS,
  day: DAYS,
  moment: DAYS,
  ranked: RANKED,
  stage: STAGES,
  status: STAGES,
  issue: { asc: "Lowest number first", desc: "Highest number first" },
};

/** What the directions are called for a column. @param {Pick<ColumnInfo, "type">} column */
export function sortLabels(column) {
  return DIRECTIONS[familyOf(column)] ?? TEXTS;
}

export class SortEditor {
  #columns;
  #onChange;
  /** @type {SortLevel[]} */
  #levels = [];
  #list = el("ol", { class: "levels" });
  #none;
  #add = el("button", { type: "button", class: "button is-link", onclick: () => this.#addLevel() }, "Add level");

  /**
   * @param {HTMLElement} host
   * @param {{ columns: readonly ColumnInfo[], none?: string }} options  `none` is said while there is no level.
   * @param {{ onChange: (levels: SortLevel[]) => void }} events
   * @param {AbortSignal} signal
   */
  constructor(host, { columns, none = "The rows stand in the order of the sheet’s JQL." }, { onChange }, signal) {
    this.#columns = columns;
    this.#none = el("p", { class: "hint" }, none);
    this.#onChange = onChange;
    host.replaceChildren(this.#none, this.#list, this.#add);
    connectReorder(this.#list, (from, to) => this.#set(moved(this.#levels, from, to)), signal);
    this.#draw();
  }

  /** @param {readonly SortLevel[]} levels @param {readonly ColumnInfo[]} columns */
  show(levels, columns) {
    if (isSame(levels, this.#levels) && columns === this.#columns) return;
    this.#levels = [...levels];
    this.#columns = columns;
    this.#draw();
  }

  /** @param {SortLevel[]} levels */
  #set(levels) {
    this.#levels = levels;
    this.#draw();
    this.#onChange(levels);
  }

  #addLevel() {
    const used = new Set(this.#levels.map(({ column }) => column));
    const free = this.#columns.find(({ id, field }) => !used.has(id) && !used.has(field));
    if (!free) return;
    this.#set([...this.#levels, { column: free.id, dir: "asc" }]);
    const selects = this.#list.querySelectorAll("[data-entry]:last-child select");
    if (selects[0] instanceof HTMLElement) selects[0].focus();
  }

  #draw() {
    this.#none.hidden = this.#levels.length > 0;
    this.#add.hidden = this.#levels.length >= Math.min(MAX_SORT_LEVELS, this.#columns.length);
    this.#list.replaceChildren(...this.#levels.map((level, i) => this.#entry(level, i)));
  }

  /** @param {SortLevel} level @param {number} i */
  #entry(level, i) {
    const column = this.#columns.find(({ id, field }) => id === level.column || field === level.column);
    const labels = sortLabels(column ?? { type: "text" });
    const change = (/** @type {Partial<SortLevel>} */ members) =>
      this.#set(this.#levels.map((one, at) => (at === i ? { ...one, ...members } : one)));
    const names = el(
      "select",
      {
        class: "input is-small grow",
        "aria-label": i === 0 ? "Sort by" : "Then by",
        onchange: () => {
          change({ column: names.value });
          this.#focus(i, 0);
        },
      },
      ...(column ? [] : [el("option", { value: level.column, selected: true }, "A column that is gone")]),
      ...this.#columns.map(({ id, name }) => el("option", { value: id, selected: id === column?.id }, name)),
    );
    const dirs = el(
      "select",
      {
        class: "input is-small level-dir",
        "aria-label": "Direction",
        onchange: () => {
          change({ dir: dirs.value === "desc" ? "desc" : "asc" });
          this.#focus(i, 1);
        },
      },
      .../** @type {const} */ (["asc", "desc"]).map((dir) =>
        el("option", { value: dir, selected: dir === (level.dir ?? "asc") }, labels[dir]),
      ),
    );
    const name = column?.name ?? "level";
    return el(
      "li",
      { class: "level", "data-entry": true },
      grip(`${name}, level ${i + 1} of ${this.#levels.length}`),
      names,
      dirs,
      removeButton(`Remove ${name}`, () => {
        this.#set(this.#levels.filter((_one, at) => at !== i));
        this.#focus(Math.min(i, this.#levels.length - 1), 0);
      }),
    );
  }

  /** @param {number} i @param {number} field */
  #focus(i, field) {
    const target = this.#list.children[i]?.querySelectorAll("select")[field] ?? this.#add;
    target.focus();
  }
}

/** @param {string} label @param {() => void} run */
export function removeButton(label, run) {
  return el(
    "button",
    { type: "button", class: "button is-ghost is-icon is-small", "aria-label": label, "data-tip": label, onclick: run },
    icon("close", { size: 14 }),
  );
}
