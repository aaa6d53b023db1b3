// Shows the row under the pointer over all its parts. The grid recycles its elements, so no class is put on them:
// one rule of a stylesheet of our own names the row instead.

/** @param {HTMLElement} grid @param {AbortSignal} signal */
export function connectRowHover(grid, signal) {
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets.push(sheet);
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
  signal.addEventListener("abort", () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
  });
}

/** @param {string} row */
function rules(row) {
  const at = `.grid revo-grid[theme] revogr-viewport-scroll:not(.rowHeaders) revogr-data[type="rgRow"] .rgRow[data-rgrow="${Number(row)}"]`;
  return `
    ${at} > .rgCell:not(.is-locked, .is-failed) { background: var(--ds-surface-hovered, #f0f1f2); }
    ${at} .key { color: var(--ds-link, #1868db); text-decoration: underline; }
    ${at} .key.is-done { text-decoration: underline line-through; }
  `;
}
