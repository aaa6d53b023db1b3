// Shows the row under the pointer over all its parts, and marks the cell with the cursor. The grid recycles its
// elements, so no class is put on them: a rule in a stylesheet of our own names the row or the cell instead.

/** @import { PlacedColumn } from "./range.js" */

const CELLS = '.grid revo-grid[theme] revogr-viewport-scroll:not(.rowHeaders) revogr-data[type="rgRow"]';

/** A stylesheet of the page until the signal ends. @param {AbortSignal} signal */
function ownSheet(signal) {
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets.push(sheet);
  signal.addEventListener("abort", () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
  });
  return sheet;
}

/**
 * Gives a function that moves the mark of the cursor: the lock, or the spinner, of a cell that cannot be changed.
 * @param {AbortSignal} signal
 * @returns {(column: PlacedColumn | undefined, y: number) => void}
 */
export function connectCursorMark(signal) {
  const sheet = ownSheet(signal);
  let rule = "";
  return (column, y) => {
    const at = `[data-rgrow="${Number(y)}"][data-rgcol="${Number(column?.index)}"]`;
    const wanted = column
      ? `${CELLS}[col-type="${column.part}"] .rgCell${at}.is-locked::after { content: ""; }`
      : "";
    if (wanted === rule) return;
    rule = wanted;
    sheet.replaceSync(rule);
  };
}

/**
 * Gives a function that moves the mark of the hit that the person stands at.
 * @param {AbortSignal} signal
 * @returns {(column: PlacedColumn | undefined, y: number) => void}
 */
export function connectHitMark(signal) {
  const sheet = ownSheet(signal);
  return (column, y) => {
    const at = `[data-rgrow="${Number(y)}"][data-rgcol="${Number(column?.index)}"]`;
    const color = "var(--ds-background-accent-orange-subtle, #fca700)";
    sheet.replaceSync(
      column
        ? `${CELLS}[col-type="${column.part}"] .rgCell${at}.is-hit { box-shadow: inset 0 0 0 2px ${color}; }`
        : "",
    );
  };
}

/** @param {HTMLElement} grid @param {AbortSignal} signal */
export function connectRowHover(grid, signal) {
  const sheet = ownSheet(signal);
  let row = "";
  const show = (/** @type {string} */ hovered) => {
    if (hovered === row) return;
    row = hovered;
    sheet.replaceSync(hovered ? rules(hovered) : "");
  };
  grid.addEventListener(
    "mouseover",
    (event) => {
      const element = event.target instanceof Element ? event.target.closest("revogr-data[type='rgRow'] .rgRow") : null;
      show(element?.getAttribute("data-rgrow") ?? "");
    },
    { signal },
  );
  grid.addEventListener("mouseleave", () => show(""), { signal });
}

/** @param {string} row */
function rules(row) {
  const at = `${CELLS} .rgRow[data-rgrow="${Number(row)}"]`;
  return `
    ${at} > .rgCell:not(.is-locked, .is-failed, .is-format, .is-hit) { background: var(--ds-surface-hovered, #f0f1f2); }
    ${at} > .rgCell:not(.is-format) .key { color: var(--ds-link, #1868db); text-decoration: underline; }
    ${at} .key.is-done { text-decoration: underline line-through; }
  `;
}
