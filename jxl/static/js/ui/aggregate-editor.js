// The totals of a structure: which columns rows with others below them sum up, and how.

import { functionLabel, functionsFor } from "../state/structures.js";
import { el } from "./dom.js";
import { iconButton, select } from "./form-parts.js";

/** @import { ColumnInfo } from "../types.d.ts" */

export class AggregateEditor {
  #host;
  #columns;
  #onChange;
  /** @type {Readonly<Record<string, string>>} */
  #aggregates = {};

  /**
   * @param {HTMLElement} host
   * @param {readonly ColumnInfo[]} columns  Of the sheet.
   * @param {(aggregates: Record<string, string>) => void} onChange
   */
  constructor(host, columns, onChange) {
    this.#host = host;
    this.#columns = columns;
    this.#onChange = onChange;
  }

  /** @param {Readonly<Record<string, string>>} aggregates  Functions by column id. */
  show(aggregates) {
    this.#aggregates = aggregates;
    this.#draw();
  }

  /** @param {Record<string, string>} aggregates @param {string} focus  Column whose choice gets the focus; "" the adder. */
  #set(aggregates, focus) {
    this.#aggregates = aggregates;
    this.#draw();
    const row = focus ? `[data-column="${CSS.escape(focus)}"] select` : "[data-add]";
    const target = this.#host.querySelector(row);
    if (target instanceof HTMLElement) target.focus();
    this.#onChange(aggregates);
  }

  #draw() {
    const used = Object.keys(this.#aggregates);
    const free = this.#columns.filter(({ id }) => !used.includes(id));
    const add = select(
      free.map(({ id, name }) => ({ id, label: name })),
      null,
      (id) => {
        const column = free.find((one) => one.id === id);
        const first = column && functionsFor(column)[0];
        if (first) this.#set({ ...this.#aggregates, [id]: first.id }, id);
      },
      { label: "Column to total", none: used.length > 0 ? "Add a column" : "Choose a column to total" },
    );
    add.dataset["add"] = "";
    this.#host.replaceChildren(
      ...(used.length > 0 ? [this.#table(used)] : [el("p", { class: "small subtle" }, "No column is totalled.")]),
      free.length > 0 ? add : "",
    );
  }

  /** @param {readonly string[]} ids */
  #table(ids) {
    const head = (/** @type {string} */ text) => el("th", { scope: "col" }, text);
    return el(
      "table",
      { class: "table is-totals" },
      el(
        "thead",
        {},
        el("tr", {}, head("Column"), head("Shows"), el("th", {}, el("span", { class: "visually-hidden" }, "Remove"))),
      ),
      el("tbody", {}, ...ids.map((id) => this.#row(id))),
    );
  }

  /** @param {string} id */
  #row(id) {
    const column = this.#columns.find((one) => one.id === id);
    const name = column?.name ?? "A column that is gone";
    const chosen = this.#aggregates[id] ?? "";
    const known = column ? functionsFor(column) : [];
    // One of a newer version, or of another type of column, stays until somebody chooses another.
    const options = known.some((one) => one.id === chosen)
      ? known
      : [...known, { id: chosen, label: `${functionLabel(chosen)}, kept` }];
    return el(
      "tr",
      { "data-column": id },
      el("td", {}, el("span", { class: "cut" }, name)),
      el(
        "td",
        {},
        select(options, chosen, (next) => this.#set({ ...this.#aggregates, [id]: next }, id), {
          label: `${name} shows`,
          small: true,
        }),
      ),
      el(
        "td",
        { class: "column-actions" },
        iconButton("close", `Do not total ${name}`, () => {
          const { [id]: _gone, ...rest } = this.#aggregates;
          this.#set(rest, "");
        }),
      ),
    );
  }
}
