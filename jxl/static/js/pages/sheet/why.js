// "Why this colour?" for a cell of the grid.

import { shownText, kindOf } from "../../state/cells.js";
import { filterWords } from "../../state/filter-words.js";
import { findColumn } from "../../state/sheet-columns.js";
import { openWhy } from "../../ui/why-colour.js";

/** @import { App, FormatRule, Target } from "../../types.d.ts" */
/** @import { CellPlace } from "../../grid/sheet-grid.js" */
/** @import { RowStore } from "../../state/rows.js" */
/** @import { SheetRows } from "../../state/sheet-rows.js" */

/**
 * @param {CellPlace} cell
 * @param {{ app: App, store: RowStore, rows: SheetRows, rules: readonly FormatRule[], here: Target }} sheet
 * @param {AbortSignal} signal
 */
export function openWhyAt({ slot, name, position }, { app, store, rows, rules, here }, signal) {
  const element = document.activeElement;
  if (!(element instanceof HTMLElement)) return;
  const info = store.columns[position];
  const said = info ? shownText(store, app.format, slot, position, kindOf(info)) || "empty" : store.key(slot);
  const names = {
    column: (/** @type {string} */ column) => findColumn(store, column)?.info,
    format: app.format,
    value: (/** @type {string} */ field, /** @type {string} */ value) => store.look(field, value)?.text,
  };
  const about = {
    title: `${store.key(slot)}, ${name}: ${said}`,
    reasons: rows.why(slot, position),
    rules,
    words: (/** @type {FormatRule} */ rule) => filterWords(rule.when, names) || "Every issue",
    onChoose: (/** @type {string} */ item) => void app.go({ ...here, screen: "formats", item }),
  };
  openWhy(element, about, signal);
}
