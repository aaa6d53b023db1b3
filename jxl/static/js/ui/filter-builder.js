// Builds a filter: groups joined by all or any, in them conditions of a column, an operator and a value. What this
// version does not understand is kept as it is and can be removed.

import { operatorsFor } from "../state/operators.js";
import { conditionsIn, isSame } from "../state/view-draft.js";
import { el } from "./dom.js";
import { removeButton } from "./sort-editor.js";
import { firstValue, valueEditor } from "./value-editors.js";

/** @import { ColumnInfo, Condition, Filter, FilterGroup } from "../types.d.ts" */
/** @import { Format } from "../state/format.js" */
/** @import { ChoiceItem } from "./choice-button.js" */

/**
 * @typedef {object} FilterOptions
 * @property {readonly ColumnInfo[]} columns
 * @property {Format} format
 * @property {(columnId: string) => Promise<(ChoiceItem & { order?: number })[]>} loadValues  Values to choose from.
 * @property {string | null} [me]  Account id of the person; who "me" is when a filter is tested, not here.
 * @property {number} [today]
 * @property {string} [none]  What it means to have no condition.
 */

/** The server takes filters of 6 levels and 100 conditions. */
const MAX_DEPTH = 6;
const MAX_CONDITIONS = 100;
/** Values of several fields stand on a line of their own. */
const WIDE = new Set(["day", "dayRange", "span", "numberRange"]);

/** @typedef {"all" | "any"} Join */
/** @typedef {number[]} Path  Places from the outermost group down. */

export class FilterBuilder {
  #host;
  #options;
  #onChange;
  /** @type {FilterGroup} */
  #root = { all: [] };

  /**
   * @param {HTMLElement} host
   * @param {FilterOptions} options
   * @param {{ onChange: (filter: Filter | null) => void }} events
   */
  constructor(host, options, { onChange }) {
    this.#host = host;
    this.#options = options;
    this.#onChange = onChange;
    host.classList.add("filter-builder");
    this.#draw();
  }

  /** null when it has no condition. @returns {Filter | null} */
  get filter() {
    return conditionsIn(this.#root) > 0 ? this.#root : null;
  }

  /** @param {Filter | null | undefined} filter */
  set filter(filter) {
    const root = !filter ? { all: [] } : isGroup(filter) ? filter : { all: [filter] };
    if (isSame(root, this.#root)) return; // what is being typed stays as it is
    this.#root = root;
    this.#draw();
  }

  /** The columns to choose from changed. @param {readonly ColumnInfo[]} columns */
  setColumns(columns) {
    if (columns === this.#options.columns) return;
    this.#options = { ...this.#options, columns };
    this.#draw();
  }

  /** Begin a condition on a column and give it the focus. @param {string} [columnId] */
  add(columnId) {
    const column = this.#options.columns.find(({ id }) => id === columnId) ?? this.#options.columns[0];
    if (column) this.#addTo([], this.#newCondition(column), 1);
  }

  #draw() {
    const { members } = parts(this.#root);
    this.#host.replaceChildren(
      this.#joinRow(this.#root, []),
      ...(members.length === 0
        ? [el("p", { class: "hint" }, this.#options.none ?? "All rows of the sheet show.")]
        : []),
      ...this.#rows(this.#root, []),
    );
  }

  /** @param {FilterGroup} group @param {Path} path @returns {HTMLElement[]} */
  #rows(group, path) {
    const { join, members } = parts(group);
    return members.map((member, i) => {
      const here = [...path, i];
      const word = el("span", { class: "filter-word small subtle" }, i === 0 ? "" : join === "all" ? "and" : "or");
      if (!isGroup(member)) return this.#conditionRow(/** @type {Condition} */ (member), here, word);
      return el(
        "div",
        { class: "filter-group", role: "group", "aria-label": "Group of conditions" },
        word,
        el("div", { class: "grow" }, this.#joinRow(member, here), ...this.#rows(member, here)),
      );
    });
  }

  /** How a group is joined, and what can be added to it. @param {FilterGroup} group @param {Path} path */
  #joinRow(group, path) {
    const { join } = parts(group);
    const depth = path.length + 1;
    const isFull = conditionsIn(this.#root) >= MAX_CONDITIONS;
    const select = el(
      "select",
      {
        class: "input is-small filter-join",
        "aria-label": "Match",
        onchange: () =>
          this.#replace(path, this.#joined(group, select.value === "any" ? "any" : "all"), "[aria-label='Match']"),
      },
      el("option", { value: "all", selected: join === "all" }, "all"),
      el("option", { value: "any", selected: join === "any" }, "any"),
    );
    const link = (/** @type {string} */ label, /** @type {() => void} */ run) =>
      el("button", { type: "button", class: "button is-link small", onclick: run }, label);
    const first = this.#options.columns[0];
    const adding =
      isFull || !first
        ? []
        : [
            ...(depth < MAX_DEPTH - 1
              ? [link("Add group", () => this.#addTo(path, { any: [this.#newCondition(first)] }, depth + 1))]
              : []),
            link("Add condition", () => this.#addTo(path, this.#newCondition(first), depth)),
          ];
    return el(
      "div",
      { class: "filter-head", "data-path": path.join(".") },
      el("span", { class: "small subtle" }, "match"),
      select,
      el("span", { class: "small subtle" }, "of"),
      el("span", { class: "grow" }),
      ...adding,
      path.length > 0 ? removeButton("Remove group", () => this.#remove(path)) : null,
    );
  }

  /** @param {Condition} condition @param {Path} path @param {HTMLElement} word */
  #conditionRow(condition, path, word) {
    const column = this.#options.columns.find(({ id, field }) => id === condition.column || field === condition.column);
    const operators = column ? operatorsFor(column) : [];
    const operator = operators.find(({ id }) => id === condition.op);
    const remove = removeButton("Remove condition", () => this.#remove(path));
    const row = (/** @type {HTMLElement[]} */ fields, /** @type {HTMLElement[]} */ below = []) =>
      el(
        "div",
        { class: "filter-row", "data-path": path.join("."), role: "group", "aria-label": "Condition" },
        word,
        ...fields,
        remove,
        ...below,
      );
    if (!column) {
      return row([el("span", { class: "filter-odd small" }, "It names a column that is gone. It hides no row.")]);
    }
    const columns = el(
      "select",
      {
        class: "input is-small",
        "aria-label": "Column",
        onchange: () => {
          const chosen = this.#options.columns.find(({ id }) => id === columns.value);
          if (chosen) this.#replace(path, this.#newCondition(chosen), "[aria-label=Column]");
        },
      },
      ...this.#options.columns.map(({ id, name }) => el("option", { value: id, selected: id === column.id }, name)),
    );
    const ops = el(
      "select",
      {
        class: "input is-small",
        "aria-label": "Operator",
        onchange: () => this.#replace(path, this.#withOperator(condition, column, ops.value), "[aria-label=Operator]"),
      },
      ...(operator ? [] : [el("option", { value: condition.op, selected: true }, "not understood")]),
      ...operators.map(({ id, label }) => el("option", { value: id, selected: id === condition.op }, label)),
    );
    const context = {
      column,
      condition,
      format: this.#options.format,
      loadValues: this.#options.loadValues,
      onChange: (/** @type {Partial<Condition>} */ typed) => this.#typed(path, typed),
    };
    const isWide = operator !== undefined && WIDE.has(operator.editor);
    const value = el(
      "span",
      { class: `filter-value${isWide ? " is-wide" : ""}` },
      ...(operator ? valueEditor(operator.editor, context) : []),
    );
    return isWide ? row([columns, ops], [value]) : row([columns, ops, value]);
  }

  /** @param {ColumnInfo} column @returns {Condition} */
  #newCondition(column) {
    const operators = operatorsFor(column);
    // What people mostly ask: one of several, else what the menu lists first.
    const first = operators.find(({ id }) => id === "anyOf" || id === "hasAny" || id === "contains") ?? operators[0];
    const isText = operators.some(({ id }) => id === "hasWord") && operators.some(({ id }) => id === "is");
    const op = (isText ? operators.find(({ id }) => id === "contains") : first) ?? first;
    return { column: column.id, op: op?.id ?? "notEmpty", ...firstValue(op?.editor ?? "none") };
  }

  /** Keep the value where the new operator asks for the same kind. @param {Condition} condition @param {ColumnInfo} column @param {string} op */
  #withOperator(condition, column, op) {
    const operators = operatorsFor(column);
    const [before, after] = [condition.op, op].map((id) => operators.find((one) => one.id === id)?.editor ?? "none");
    const { value, text, order } = condition;
    const kept = { ...(text === undefined ? {} : { text }), ...(order === undefined ? {} : { order }) };
    if (before === after) return { column: condition.column, op, value, ...kept };
    const single = Array.isArray(value) ? value[0] : value;
    if (before === "choice" && after === "choices" && single !== undefined)
      return { column: condition.column, op, value: [single], text: [String(text ?? single)] };
    if (before === "choices" && after === "choice" && single !== undefined)
      return {
        column: condition.column,
        op,
        value: single,
        text: String((Array.isArray(text) ? text[0] : text) ?? single),
      };
    return { column: condition.column, op, ...firstValue(/** @type {any} */ (after)) };
  }

  /** @param {FilterGroup} group @param {Join} join @returns {FilterGroup} */
  #joined(group, join) {
    const { all, any, ...others } = group;
    return { ...others, [join]: all ?? any ?? [] };
  }

  /** A value is being typed: its field stays as it is. @param {Path} path @param {Partial<Condition>} typed */
  #typed(path, typed) {
    const condition = /** @type {Condition} */ (memberAt(this.#root, path));
    const { value: _value, text: _text, order: _order, ...others } = condition;
    this.#root = /** @type {FilterGroup} */ (withMember(this.#root, path, { ...others, ...typed }));
    this.#onChange(this.filter);
  }

  /** @param {Path} path @param {Filter} member @param {string} focus  Selector of what gets the focus in its row. */
  #replace(path, member, focus) {
    this.#root = /** @type {FilterGroup} */ (withMember(this.#root, path, member));
    this.#draw();
    this.#focus(path, focus);
    this.#onChange(this.filter);
  }

  /** @param {Path} path  Of the group. @param {Filter} member @param {number} _depth */
  #addTo(path, member, _depth) {
    const group = /** @type {FilterGroup} */ (memberAt(this.#root, path));
    const { join, members } = parts(group);
    this.#root = /** @type {FilterGroup} */ (withMember(this.#root, path, { ...group, [join]: [...members, member] }));
    this.#draw();
    const at = [...path, members.length];
    this.#focus(isGroup(member) ? [...at, 0] : at, "[aria-label=Column]");
    this.#onChange(this.filter);
  }

  /** @param {Path} path */
  #remove(path) {
    const at = path[path.length - 1] ?? 0;
    let above = path.slice(0, -1);
    let members = parts(/** @type {FilterGroup} */ (memberAt(this.#root, above))).members.filter((_one, i) => i !== at);
    // A group that lost its last condition goes, too.
    let gone = at;
    while (members.length === 0 && above.length > 0) {
      gone = above[above.length - 1] ?? 0;
      above = above.slice(0, -1);
      members = parts(/** @type {FilterGroup} */ (memberAt(this.#root, above))).members.filter((_one, i) => i !== gone);
    }
    const group = /** @type {FilterGroup} */ (memberAt(this.#root, above));
    const { join } = parts(group);
    this.#root = /** @type {FilterGroup} */ (withMember(this.#root, above, { ...group, [join]: members }));
    this.#draw();
    const next = Math.min(gone, members.length - 1);
    if (next >= 0) this.#focus([...above, next], "[aria-label^='Remove']");
    else this.#focus(above, "button.is-link:last-of-type");
    this.#onChange(this.filter);
  }

  /** @param {Path} path @param {string} selector */
  #focus(path, selector) {
    const target = this.#host.querySelector(`[data-path="${path.join(".")}"] ${selector}`);
    if (target instanceof HTMLElement) target.focus();
  }
}

/** @param {Filter} filter @returns {filter is FilterGroup} */
function isGroup(filter) {
  return (
    Array.isArray(/** @type {FilterGroup} */ (filter).all) || Array.isArray(/** @type {FilterGroup} */ (filter).any)
  );
}

/** @param {FilterGroup} group @returns {{ join: Join, members: Filter[] }} */
function parts(group) {
  return group.any ? { join: "any", members: group.any } : { join: "all", members: group.all ?? [] };
}

/** @param {Filter} filter @param {Path} path @returns {Filter} */
function memberAt(filter, path) {
  const [first, ...rest] = path;
  if (first === undefined) return filter;
  return memberAt(/** @type {Filter} */ (parts(/** @type {FilterGroup} */ (filter)).members[first]), rest);
}

/** @param {Filter} filter @param {Path} path @param {Filter} member @returns {Filter} */
function withMember(filter, path, member) {
  const [first, ...rest] = path;
  if (first === undefined) return member;
  const group = /** @type {FilterGroup} */ (filter);
  const { join, members } = parts(group);
  return { ...group, [join]: members.map((one, i) => (i === first ? withMember(one, rest, member) : one)) };
}
