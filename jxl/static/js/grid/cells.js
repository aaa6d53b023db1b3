// Draws the inside of cells, one small function per kind. Only classes, never inline styles: the page's policy
// forbids them and the theme decides.

import { hueOf, initials, isNumeric, partsOf, shownText, statusCategory, textOf, valueOf } from "../state/cells.js";

/** @import { CellKind, CreateNode, GridCell, GridColumn, Look, VNode } from "../types.d.ts" */
/** @import { Format } from "../state/format.js" */
/** @import { RowStore } from "../state/rows.js" */

/**
 * @typedef {object} DrawContext
 * @property {RowStore} store
 * @property {Format} format
 * @property {string} site  Address of the Jira site, for links to issues.
 * @property {Set<string>} broken  Addresses of pictures that did not load.
 * @property {(slot: number, position: number) => readonly string[]} [classes]  Of formats.
 * @property {(slot: number, position: number) => boolean} [isHit]  Whether a search found the cell.
 */

/**
 * @callback DrawCell
 * @param {CreateNode} h
 * @param {DrawContext} context
 * @param {GridColumn} column
 * @param {number} slot
 * @returns {VNode | VNode[]}
 */

const SKELETON_WIDTHS = 6;
const NOBODY = new Set(["assignee"]);

/** @param {CreateNode} h @param {GridCell} cell @param {DrawContext} context @returns {VNode | VNode[]} */
export function drawCell(h, cell, context) {
  const { slot } = cell.model;
  const { store } = context;
  if (store.isLoaded(slot)) return DRAW[cell.column.kind](h, context, cell.column, slot);
  const error = store.error(slot);
  if (!error) return h("i", { class: `skeleton is-width-${(slot * 7 + cell.column.position) % SKELETON_WIDTHS}` });
  if (cell.column.kind !== "key") return null;
  return [icon(h, "error", "is-danger"), h("span", { class: "cut", "data-tip": error.message }, "Not read")];
}

/**
 * Classes and attributes of the cell itself. Whether it may be changed is said in its look, to screen readers and in
 * the tooltip; a key is nobody's to change and stays plain, as a link.
 * @param {GridCell} cell
 * @param {DrawContext} context
 */
export function cellAttributes(cell, { store, classes, isHit }) {
  const { slot } = cell.model;
  const { kind, position } = cell.column;
  const isLoaded = store.isLoaded(slot);
  const isFailed = store.error(slot) !== undefined;
  const access = isLoaded && kind !== "key" ? store.access(slot, position) : null;
  const isChecking = access?.state === "checking";
  /** @type {Record<string, boolean>} */
  const names = {
    "is-number": isNumeric(kind),
    "is-locked": isChecking || access?.state === "locked",
    "is-checking": isChecking,
    "is-failed": isFailed,
    "is-hit": isHit?.(slot, position) ?? false,
  };
  if (classes) for (const name of classes(slot, position)) names[name] = true;
  return {
    class: names,
    "aria-readonly": access?.state === "editable" ? "false" : "true",
    "aria-busy": isLoaded || isFailed ? null : "true",
    "aria-description": access?.tip ?? null, // the tooltip says the same
  };
}

/** @type {Readonly<Record<CellKind, DrawCell>>} */
const DRAW = {
  key: drawKey,
  text: drawText,
  number: drawText,
  percent: drawText,
  duration: drawText,
  date: drawDate,
  datetime: drawDateTime,
  person: drawPerson,
  people: drawPeople,
  status: drawStatus,
  pictured: drawPictured,
  tags: drawTags,
};

/** @type {DrawCell} */
function drawKey(h, context, _column, slot) {
  const { store, site } = context;
  const key = store.key(slot);
  const type = store.look("issuetype", store.issueType(slot));
  const href = `${site}/browse/${encodeURIComponent(key)}`;
  return [
    type ? typeIcon(h, context, type) : null,
    h(
      "a",
      { class: `key${isDone(store, slot) ? " is-done" : ""}`, href, target: "_blank", rel: "noopener", tabindex: "-1" },
      key,
    ),
  ];
}

/** @type {DrawCell} */
function drawText(h, { store, format }, column, slot) {
  const text = shownText(store, format, slot, column.position, column.kind);
  return text ? h("span", { class: "cut" }, text) : null;
}

/** @type {DrawCell} */
function drawDate(h, context, column, slot) {
  const text = shownText(context.store, context.format, slot, column.position, column.kind);
  return text ? h("span", null, text) : h("span", { class: "is-empty" }, "None");
}

/** @type {DrawCell} */
function drawDateTime(h, { store, format }, column, slot) {
  const wallClock = textOf(store.cell(slot, column.position));
  return wallClock ? h("span", { "data-tip": format.fullDateTime(wallClock) }, format.dateTime(wallClock)) : null;
}

/** @type {DrawCell} */
function drawPerson(h, context, column, slot) {
  const { store } = context;
  const cell = store.cell(slot, column.position);
  const field = fieldOf(store, column);
  if (cell === null) {
    return NOBODY.has(field)
      ? [nobody(h), h("span", { class: "is-empty" }, "Unassigned")]
      : h("span", { class: "is-empty" }, "None");
  }
  const [look] = partsOf(store, field, cell);
  const name = look?.text || textOf(cell);
  return [avatar(h, context, String(valueOf(cell)), name, look), h("span", { class: "cut" }, name)];
}

/** @type {DrawCell} */
function drawPeople(h, context, column, slot) {
  const { store } = context;
  const cell = store.cell(slot, column.position);
  const looks = partsOf(store, fieldOf(store, column), cell);
  if (looks.length === 0) return null;
  return [
    h("span", { class: "avatars" }, ...looks.map((look) => avatar(h, context, look.text, look.text, look))),
    h("span", { class: "cut" }, looks.map((look) => look.text).join(", ")),
  ];
}

/** @type {DrawCell} */
function drawStatus(h, { store }, column, slot) {
  const cell = store.cell(slot, column.position);
  if (cell === null) return null;
  const [look] = partsOf(store, fieldOf(store, column), cell);
  return h(
    "span",
    { class: `lozenge is-${statusCategory(look?.color)}` },
    h("span", { class: "cut" }, look?.text ?? textOf(cell)),
  );
}

/** @type {DrawCell} */
function drawPictured(h, context, column, slot) {
  const { store } = context;
  const cell = store.cell(slot, column.position);
  if (cell === null) return null;
  const [look] = partsOf(store, fieldOf(store, column), cell);
  const text = look?.text ?? textOf(cell);
  return [look ? picture(h, context, look.icon ?? look.avatar, "") : null, h("span", { class: "cut" }, text)];
}

/** @type {DrawCell} */
function drawTags(h, { store }, column, slot) {
  const looks = partsOf(store, fieldOf(store, column), store.cell(slot, column.position));
  if (looks.length === 0) return null;
  const whole = looks.map((look) => look.text).join(", ");
  return h(
    "span",
    { class: "tags cut", "data-whole": whole },
    ...looks.map((look) => h("span", { class: "tag" }, look.text)),
  );
}

/** @param {RowStore} store @param {GridColumn} column */
function fieldOf(store, column) {
  return store.columns[column.position]?.field ?? "";
}

/** @param {RowStore} store @param {number} slot */
function isDone(store, slot) {
  const position = store.columns.findIndex((column) => column.field === "status");
  if (position < 0) return false;
  const look = store.look("status", valueOf(store.cell(slot, position)));
  return look !== undefined && statusCategory(look.color) === "done";
}

/** @param {CreateNode} h @param {DrawContext} context @param {Look} type */
function typeIcon(h, context, type) {
  return picture(h, context, type.icon, type.text) ?? icon(h, "issue", "");
}

/** @param {CreateNode} h @param {DrawContext} context @param {string | null | undefined} src @param {string} alt */
function picture(h, { broken }, src, alt) {
  if (!src || broken.has(src)) return null;
  return h("img", {
    class: "cell-picture",
    src,
    alt,
    title: alt || null,
    width: 16,
    height: 16,
    loading: "lazy",
    referrerpolicy: "no-referrer",
  });
}

/** @param {CreateNode} h @param {DrawContext} context @param {string} id @param {string} name @param {Look | undefined} look */
function avatar(h, { broken }, id, name, look) {
  const src = look?.avatar ?? look?.icon;
  if (src && !broken.has(src)) {
    return h("img", {
      class: "cell-picture avatar is-tiny",
      src,
      alt: "",
      width: 16,
      height: 16,
      loading: "lazy",
      referrerpolicy: "no-referrer",
    });
  }
  return h("span", { class: `avatar is-tiny is-hue-${hueOf(id)}`, "aria-hidden": "true" }, initials(name));
}

/** @param {CreateNode} h */
function nobody(h) {
  return h("span", { class: "avatar is-tiny is-nobody", "aria-hidden": "true" }, icon(h, "user", "is-tiny"));
}

/** @param {CreateNode} h @param {string} name @param {string} classes */
export function icon(h, name, classes) {
  const size = classes === "is-tiny" ? 10 : 14;
  return h(
    "svg",
    { class: `icon ${classes}`, width: size, height: size, "aria-hidden": "true" },
    h("use", { href: `#i-${name}` }),
  );
}
