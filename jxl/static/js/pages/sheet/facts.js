// What toolbar and panel are told of the view that is shown.

import { conditionsIn } from "../../state/view-draft.js";

/** @import { ColumnInfo, Verdict } from "../../types.d.ts" */
/** @import { Format } from "../../state/format.js" */
/** @import { SheetRows } from "../../state/sheet-rows.js" */
/** @import { ToolbarFacts } from "../../ui/toolbar.js" */
/** @import { PanelFacts } from "../../ui/view-panel.js" */
/** @import { SheetViews } from "./views.js" */

/** @param {SheetViews} views */
export function isFiltered(views) {
  return conditionsIn(views.draft.filter) > 0;
}

/**
 * Parts of the view that are not understood; a value that is still being typed is no such part.
 * @param {SheetRows} rows
 */
export function problemsOf(rows) {
  return rows.problems.filter(({ code }) => code !== "no_value").map(({ message }) => message);
}

/**
 * @param {SheetViews} views
 * @param {SheetRows} rows
 * @param {{ isSaving: boolean, maySave: Verdict, format: Format, panel: string }} page
 * @returns {ToolbarFacts}
 */
export function toolbarFacts(views, rows, { isSaving, maySave, format, panel }) {
  const { draft } = views;
  return {
    views: views.all,
    viewId: draft.id,
    isEdited: views.isEdited,
    isSaving,
    maySave: maySave.allowed,
    density: views.density,
    conditions: conditionsIn(draft.filter),
    sorts: draft.sort?.length ?? 0,
    formats: views.formats.length,
    count:
      isFiltered(views) && rows.total > 0 ? `${format.number(rows.slots.length)} of ${format.number(rows.total)}` : "",
    problems: problemsOf(rows),
    panel,
  };
}

/**
 * @param {SheetViews} views
 * @param {SheetRows} rows
 * @param {{ isSaving: boolean, maySave: Verdict, columns: readonly ColumnInfo[] }} page
 * @returns {PanelFacts}
 */
export function panelFacts(views, rows, { isSaving, maySave, columns }) {
  const { sheet, draft } = views;
  return {
    view: draft,
    columnIds: views.columnIds,
    columns,
    formats: sheet.formats ?? [],
    isEdited: views.isEdited,
    isSaving,
    isDefault: sheet.defaultView === draft.id,
    isOnly: views.all.length < 2,
    maySave,
    problems: problemsOf(rows),
  };
}
