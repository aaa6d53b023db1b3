// How wide a column must be to show its texts whole.

import { shownText } from "../state/cells.js";

/** @import { GridColumn } from "../types.d.ts" */
/** @import { Format } from "../state/format.js" */
/** @import { RowStore } from "../state/rows.js" */

const MOST_PX = 640;
const PADDING_PX = 18;
/** Pictures, avatars and the padding of lozenges and tags beside the text. */
const DECORATION_PX = 28;
/** The icon, the mark of a sort and the menu's button in a head. */
const HEAD_PX = 64;
/** Glyphs differ in width: the longest texts by characters are measured, not only the longest one. */
const MEASURED = 40;

/**
 * @param {Element} grid  Whose font counts.
 * @param {RowStore} store
 * @param {Format} format
 * @param {GridColumn} column
 * @param {ArrayLike<number>} slots
 */
export function widthToFit(grid, store, format, column, slots) {
  /** @type {Set<string>} */
  const texts = new Set();
  for (let i = 0; i < slots.length; i += 1) {
    const slot = /** @type {number} */ (slots[i]);
    if (store.isLoaded(slot)) texts.add(shownText(store, format, slot, column.position, column.kind));
  }
  const longest = [...texts].sort((a, b) => b.length - a.length).slice(0, MEASURED);
  const context = document.createElement("canvas").getContext("2d");
  if (!context) return column.size;
  const { fontWeight, fontSize, fontFamily } = getComputedStyle(grid);
  context.font = `${fontWeight} ${fontSize} ${fontFamily}`;
  const isPlain = column.kind === "text" || column.kind === "date" || column.kind === "datetime";
  // A status is written in capitals, and a tag for each text of a list.
  const drawn = longest.map((text) => (column.kind === "status" ? text.toLocaleUpperCase() : text));
  const widest = Math.max(0, ...drawn.map((text) => context.measureText(text).width));
  const cell = widest + PADDING_PX + (isPlain ? 0 : DECORATION_PX);
  const head = context.measureText(column.name).width * 1.08 + HEAD_PX; // heads are a little bolder
  return Math.round(Math.min(MOST_PX, Math.max(column.minSize ?? 0, cell, head)));
}
