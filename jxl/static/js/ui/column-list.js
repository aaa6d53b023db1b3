// Which columns of the sheet a view shows, in which order, and which stay in sight: a list with search, ticks, pins and
// grips.

import { familyOf } from "../state/operators.js";
import { isSame, moved } from "../state/view-draft.js";
import { el, icon } from "./dom.js";
import { connectReorder, grip } from "./reorder.js";

/** @import { ColumnInfo } from "../types.d.ts" */

/** @typedef {{ columns: string[], pinned: string[] }} ShownColumns */

/** @type {Readonly<Record<string, string>>} */
const KIND_WORDS = {
  text: "Text",
  issue: "Issue",
  number: "Number",
  duration: "Duration",
  day: "Date",
  moment: "Date and time",
  choice: "Choice",
  ranked: "Choice",
  stage: "Choice",
  status: "Status",
  person: "Person",
  many: "List",
  people: "People",
  boolean: "Yes or no",
};

export class ColumnList {
  #onChange;
  /** @type {readonly ColumnInfo[]} */
  #columns = [];
  /** @type {ShownColumns} */
  #shown = { columns: [], pinned: [] };
  #search = el("input", { type: "search", autocomplete: "off", "aria-label": "Find a column" });
  #list = el("ol", { class: "column-list", "aria-label": "Shown, in this order" });
  #others = el("ul", { class: "column-list" });
  #summary = el("summary", {}, "");
  #hidden = el("details", { open: true }, this.#summary, this.#others);
  #none = el("p", { class: "hint" }, "No column has such a name.");

  /** @param {HTMLElement} host @param {{ onChange: (shown: ShownColumns) => void }} events @param {AbortSignal} signal */
  constructor(host, { onChange }, signal) {
    this.#onChange = onChange;
    host.replaceChildren(
      el("div", { class: "input is-search is-wide" }, icon("search"), this.#search),
      el("h3", { class: "small subtle" }, "Shown, in this order"),
      this.#list,
      this.#hidden,
      this.#none,
    );
    this.#search.addEventListener("input", () => this.#draw(), { signal });
    connectReorder(this.#list, (from, to) => this.#move(from, to), signal);
  }

  /** @param {ShownColumns} shown @param {readonly ColumnInfo[]} columns  Of the sheet. */
  show(shown, columns) {
    if (isSame(shown, this.#shown) && columns === this.#columns) return;
    this.#shown = shown;
    this.#columns = columns;
    this.#search.placeholder = `Find one of ${columns.length} columns`;
    this.#draw();
  }

  /** @param {ShownColumns} shown @param {string} focusId @param {string} part  Which control of the entry had the focus. */
  #set(shown, focusId, part) {
    this.#shown = shown;
    this.#draw();
    const entry = this.#list.parentElement?.querySelector(`[data-column="${CSS.escape(focusId)}"] ${part}`);
    if (entry instanceof HTMLElement) entry.focus();
    this.#onChange(shown);
  }

  /** Places are among the entries that the search leaves. @param {number} from @param {number} to */
  #move(from, to) {
    const visible = this.#shown.columns.filter((id) => this.#matches(id));
    const [id, target] = [visible[from], visible[to]];
    if (id === undefined || target === undefined) return;
    const { columns } = this.#shown;
    this.#set(
      { ...this.#shown, columns: moved(columns, columns.indexOf(id), columns.indexOf(target)) },
      id,
      "[data-grip]",
    );
  }

  /** @param {string} id */
  #matches(id) {
    const wanted = this.#search.value.trim().toLocaleLowerCase();
    return (this.#columns.find((column) => column.id === id)?.name ?? "").toLocaleLowerCase().includes(wanted);
  }

  #draw() {
    const { columns } = this.#shown;
    const byId = new Map(this.#columns.map((column) => [column.id, column]));
    const shown = columns.flatMap((id) => byId.get(id) ?? []).filter(({ id }) => this.#matches(id));
    const others = this.#columns.filter(({ id }) => !columns.includes(id));
    const found = others.filter(({ id }) => this.#matches(id));
    this.#list.replaceChildren(...shown.map((column) => this.#entry(column, true)));
    this.#others.replaceChildren(...found.map((column) => this.#entry(column, false)));
    this.#summary.textContent = `Not shown (${others.length})`;
    this.#hidden.hidden = others.length === 0;
    this.#none.hidden = shown.length + found.length > 0;
  }

  /** @param {ColumnInfo} column @param {boolean} isShown */
  #entry(column, isShown) {
    const { columns, pinned } = this.#shown;
    const isPinned = pinned.includes(column.id);
    const isLast = isShown && columns.length === 1;
    const tick = el("input", {
      type: "checkbox",
      checked: isShown,
      disabled: isLast,
      "data-tip": isLast ? "A view shows at least one column." : null,
      onchange: () => {
        const next = isShown ? columns.filter((id) => id !== column.id) : [...columns, column.id];
        this.#set({ columns: next, pinned: pinned.filter((id) => next.includes(id)) }, column.id, "input");
      },
    });
    const pinLabel = isPinned ? `Unpin ${column.name}` : `Pin ${column.name}`;
    const pin = el(
      "button",
      {
        type: "button",
        class: `button is-ghost is-icon is-small pin${isPinned ? " is-on" : ""}`,
        "aria-pressed": String(isPinned),
        "aria-label": pinLabel,
        "data-tip": pinLabel,
        onclick: () => {
          const next = isPinned ? pinned.filter((id) => id !== column.id) : [...pinned, column.id];
          this.#set({ columns, pinned: columns.filter((id) => next.includes(id)) }, column.id, ".pin");
        },
      },
      icon("pin", { size: 14 }),
    );
    return el(
      "li",
      { class: "column-entry", "data-entry": isShown, "data-column": column.id },
      isShown ? grip(column.name) : el("span", { class: "grip" }),
      el("label", { class: "row grow" }, tick, el("span", { class: "grow cut" }, column.name)),
      el("span", { class: "small subtlest" }, KIND_WORDS[familyOf(column)] ?? ""),
      isShown ? pin : el("span", { class: "pin-place" }),
    );
  }
}
