// Which fields a sheet has as columns, in which order, under which titles and how wide; and the fields that it could have.

import { newId } from "../state/item-lists.js";
import { familyOf } from "../state/operators.js";
import { moved } from "../state/view-draft.js";
import { MAX_COLUMNS, MAX_WIDTH, MIN_WIDTH, fieldsNamed, readWidth, withColumnMembers } from "../state/sheet-settings.js";
import { el, icon } from "./dom.js";
import { announce } from "./live.js";
import { connectReorder, grip } from "./reorder.js";

/** @import { FieldInfo } from "./fields.js" */
/** @import { SheetColumn } from "../types.d.ts" */

const KEY = { id: "key", name: "Key", type: "key" };

/** Names and icons of the families of types. @type {Readonly<Record<string, { word: string, icon: string }>>} */
const KINDS = {
  text: { word: "Text", icon: "text" },
  issue: { word: "Issue", icon: "issue" },
  number: { word: "Number", icon: "hash" },
  duration: { word: "Duration", icon: "clock" },
  day: { word: "Date", icon: "calendar" },
  moment: { word: "Date and time", icon: "calendar" },
  choice: { word: "Choice", icon: "list" },
  ranked: { word: "Choice", icon: "priority" },
  stage: { word: "Choice", icon: "list" },
  status: { word: "Status", icon: "status" },
  person: { word: "Person", icon: "user" },
  many: { word: "List", icon: "labels" },
  people: { word: "People", icon: "users" },
  boolean: { word: "Yes or no", icon: "check" },
};
const UNKNOWN_KIND = { word: "Not visible to you", icon: "eye" };

export class FieldChooser {
  #fields;
  #columns;
  #isReadOnly;
  #onChange;
  #onRemoving;
  #list = el("ol", { class: "chooser-list", "aria-label": "Columns, in this order" });
  #count = el("span", { class: "small subtle" });
  #search = el("input", { type: "search", autocomplete: "off", "aria-label": "Find a field by name or id" });
  #others = el("ul", { class: "chooser-list chooser-fields", "aria-label": "Fields that are not columns" });
  #note = el("p", { class: "hint", role: "status" });

  /**
   * @param {HTMLElement} host
   * @param {{ fields: readonly FieldInfo[], columns: readonly SheetColumn[], isReadOnly?: boolean }} data
   * @param {{ onChange: (columns: SheetColumn[]) => void, usedBy?: (column: SheetColumn) => string[] }} events  `usedBy`:
   *   names of what else in the sheet needs a column; said when it is removed.
   * @param {AbortSignal} signal
   */
  constructor(host, { fields, columns, isReadOnly = false }, { onChange, usedBy = () => [] }, signal) {
    this.#fields = [KEY, ...fields.filter(({ id }) => id !== "issuekey" && id !== "key")];
    this.#columns = [...columns];
    this.#isReadOnly = isReadOnly;
    this.#onChange = onChange;
    this.#onRemoving = usedBy;
    const shown = el(
      "div",
      {},
      el("div", { class: "chooser-head" }, el("h3", {}, "Columns, in this order"), this.#count),
      this.#list,
    );
    const search = el("div", { class: "input is-search is-wide" }, icon("search"), this.#search);
    const others = el("div", {}, el("div", { class: "chooser-head" }, el("h3", {}, "Add a field")), search, this.#note, this.#others);
    host.replaceChildren(el("div", { class: "chooser" }, shown, isReadOnly ? null : others));
    this.#search.addEventListener("input", () => this.#drawOthers(), { signal });
    if (!isReadOnly) connectReorder(this.#list, (from, to) => this.#set(moved(this.#columns, from, to)), signal);
    this.#draw();
  }

  get columns() {
    return [...this.#columns];
  }

  set columns(columns) {
    this.#columns = [...columns];
    this.#draw();
  }

  /** @param {SheetColumn[]} columns */
  #set(columns) {
    this.#columns = columns;
    this.#draw();
    this.#onChange(this.columns);
  }

  #draw() {
    this.#count.textContent = `${this.#columns.length} of at most ${MAX_COLUMNS}`;
    this.#list.replaceChildren(...this.#columns.map((column, i) => this.#entry(column, i)));
    if (!this.#isReadOnly) this.#drawOthers();
  }

  #drawOthers() {
    const used = new Set(this.#columns.map(({ field }) => (field === "issuekey" ? "key" : field)));
    const free = this.#fields.filter(({ id }) => !used.has(id));
    const found = fieldsNamed(free, this.#search.value);
    this.#search.placeholder = `Find one of ${free.length} fields`;
    this.#note.textContent = found.length === 0 ? "No other field has such a name or id." : "";
    this.#others.replaceChildren(...found.map((field) => el("li", {}, this.#addButton(field))));
  }

  /** @param {{ id: string, name: string, type: string }} field */
  #addButton(field) {
    const kind = kindOf(field.type);
    return el(
      "button",
      {
        type: "button",
        class: "chooser-add",
        "data-field": field.id,
        "aria-label": `Add ${field.name}, ${kind.word}`,
        "data-tip": field.id,
        onclick: () => this.#add(field),
      },
      icon(kind.icon),
      el("span", { class: "grow cut" }, field.name),
      el("span", { class: "small subtlest" }, kind.word),
      icon("plus"),
    );
  }

  /** @param {{ id: string, name: string }} field */
  #add(field) {
    if (this.#columns.length >= MAX_COLUMNS) {
      this.#note.textContent = `A sheet has at most ${MAX_COLUMNS} columns. Remove one first.`;
      return;
    }
    const buttons = [...this.#others.querySelectorAll("button")];
    const at = buttons.findIndex((button) => button.dataset["field"] === field.id);
    const id = newId(this.#columns.map((column) => column.id));
    this.#set([...this.#columns, { id, field: field.id }]);
    announce(`${field.name} is the last of ${this.#columns.length} columns.`);
    const next = [...this.#others.querySelectorAll("button")];
    (next[Math.min(at, next.length - 1)] ?? this.#search).focus();
  }

  /** @param {SheetColumn} column @param {number} index */
  #entry(column, index) {
    const field = this.#fields.find(({ id }) => id === (column.field === "issuekey" ? "key" : column.field));
    const name = column.title || (field?.name ?? column.field);
    const kind = field ? kindOf(field.type) : UNKNOWN_KIND;
    const title = el("input", {
      class: "input chooser-name",
      value: column.title ?? "",
      placeholder: field?.name ?? column.field,
      maxlength: 255,
      readonly: this.#isReadOnly,
      autocomplete: "off",
      "aria-label": `Title of ${field?.name ?? column.field}`,
      oninput: () => this.#change(column.id, { title: title.value.trim() || null }),
    });
    const width = el("input", {
      class: "input is-width",
      value: column.width ?? "",
      inputmode: "numeric",
      placeholder: "auto",
      readonly: this.#isReadOnly,
      autocomplete: "off",
      "aria-label": `Width of ${name} in pixels`,
      oninput: () => {
        const pixels = readWidth(width.value);
        const isBad = Number.isNaN(pixels);
        if (isBad) width.setAttribute("aria-invalid", "true");
        else width.removeAttribute("aria-invalid");
        this.#note.textContent = isBad ? `A width is a whole number from ${MIN_WIDTH} to ${MAX_WIDTH} pixels.` : "";
        if (!isBad) this.#change(column.id, { width: pixels });
      },
    });
    return el(
      "li",
      { class: "chooser-entry", "data-entry": true, "data-column": column.id },
      this.#isReadOnly ? null : grip(name),
      icon(kind.icon),
      title,
      el("span", { class: "small subtlest cut chooser-kind", "data-tip": column.field }, kind.word),
      width,
      this.#isReadOnly ? null : this.#removeButton(column, name, index),
    );
  }

  /** @param {SheetColumn} column @param {string} name @param {number} index */
  #removeButton(column, name, index) {
    return el(
      "button",
      {
        type: "button",
        class: "button is-ghost is-icon is-small",
        "aria-label": `Remove ${name}`,
        "data-tip": "Remove",
        "data-remove": true,
        onclick: () => {
          const users = this.#onRemoving(column);
          this.#set(this.#columns.filter(({ id }) => id !== column.id));
          const words = users.length ? ` It was used by ${users.map((one) => `“${one}”`).join(", ")}.` : "";
          this.#note.textContent = `${name} is no column any more.${words}`;
          const left = this.#list.querySelectorAll("[data-remove]");
          const next = left[Math.min(index, left.length - 1)];
          if (next instanceof HTMLElement) next.focus();
          else this.#search.focus();
        },
      },
      icon("close"),
    );
  }

  /** While a text is being typed, the list is not drawn anew. @param {string} id @param {{ title?: string | null, width?: number | null }} members */
  #change(id, members) {
    this.#columns = this.#columns.map((column) => (column.id === id ? withColumnMembers(column, members) : column));
    this.#onChange(this.columns);
  }
}

/** @param {string} type */
function kindOf(type) {
  return type === "key" ? { word: "Key", icon: "key" } : (KINDS[familyOf({ type })] ?? UNKNOWN_KIND);
}
