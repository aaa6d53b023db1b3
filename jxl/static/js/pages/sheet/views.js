// The view that a sheet is shown in: which one is chosen, what the person changed in it, what follows for columns and
// rows. Knows no elements; whoever shows it hears of changes.

import { formatsOfView } from "../../state/formats.js";
import { changesOf, columnsIn, draftOf, pinnedOf } from "../../state/view-draft.js";

/** @import { Density, FormatRule, SheetDocument, SheetView, ViewRules } from "../../types.d.ts" */
/** @import { ColumnChoice, HeadMarks } from "../../grid/columns.js" */
/** @import { PersonalViews } from "../../state/personal.js" */
/** @import { ViewChanges } from "../../state/view-draft.js" */

/** What of the screen a change touches. @typedef {{ columns: boolean, rows: boolean, density: boolean }} Touches */

const EVERYTHING = Object.freeze({ columns: true, rows: true, density: true });
/** Stands in for a view when a sheet has none. @type {SheetView} */
const WHOLE_SHEET = { id: "", name: "All columns" };

export class SheetViews {
  #sheet;
  #personal;
  #onChange;
  #id = "";
  /** @type {SheetView} */
  #draft = WHOLE_SHEET;

  /**
   * @param {SheetDocument} sheet
   * @param {PersonalViews} personal
   * @param {(touches: Touches) => void} onChange
   */
  constructor(sheet, personal, onChange) {
    this.#sheet = sheet;
    this.#personal = personal;
    this.#onChange = onChange;
    this.#take(this.#nearest(""));
  }

  get sheet() {
    return this.#sheet;
  }

  get all() {
    return this.#sheet.views ?? [];
  }

  /** As it is saved. @returns {SheetView} */
  get saved() {
    return this.all.find(({ id }) => id === this.#id) ?? WHOLE_SHEET;
  }

  /** As the person has it. */
  get draft() {
    return this.#draft;
  }

  /** @returns {ViewChanges} */
  get changes() {
    return changesOf(this.saved, this.#draft);
  }

  get isEdited() {
    return Object.keys(this.changes).length > 0;
  }

  /** @returns {Density} */
  get density() {
    return this.#draft.density ?? "standard";
  }

  /** Ids of the columns that show, in order. @returns {string[]} */
  get columnIds() {
    const all = (this.#sheet.columns ?? []).map(({ id }) => id);
    const wanted = this.#draft.columns?.filter((id) => all.includes(id));
    return wanted?.length ? wanted : all;
  }

  /** @returns {ColumnChoice} */
  get columnChoice() {
    const shown = this.columnIds;
    const widths = new Map((this.#sheet.columns ?? []).flatMap(({ id, width }) => (width ? [[id, width]] : [])));
    for (const [id, width] of Object.entries(this.#draft.widths ?? {})) widths.set(id, width);
    return {
      ids: shown,
      pinned: pinnedOf(this.#draft, shown),
      widths: /** @type {Map<string, number>} */ (widths),
      heads: this.#heads(),
    };
  }

  /** @returns {ViewRules} */
  get rules() {
    return { filter: this.#draft.filter ?? null, sort: this.#draft.sort ?? [] };
  }

  /** Formats that the view shows. @returns {FormatRule[]} */
  get formats() {
    return formatsOfView(this.#sheet.formats ?? [], this.#draft.formats ?? []);
  }

  /**
   * Show a view.
   * @param {string} id  One that is not there means the default.
   * @returns {boolean} whether it is there
   */
  choose(id) {
    const view = this.#nearest(id);
    this.#take(view);
    this.#onChange(EVERYTHING);
    return view.id === id;
  }

  /** Change the view for this person alone. @param {ViewChanges} members */
  change(members) {
    this.#draft = { ...this.#draft, ...members };
    this.#personal.set(this.#id, this.changes);
    const names = Object.keys(members);
    const has = (/** @type {string[]} */ ...wanted) => wanted.some((name) => names.includes(name));
    this.#onChange({
      columns: has("columns", "pinned", "widths", "sort", "filter"),
      rows: has("sort", "filter", "formats", "columns"),
      density: has("density"),
    });
  }

  /** Show the view as it is saved. */
  discard() {
    this.#personal.set(this.#id, {});
    this.#take(this.saved);
    this.#onChange(EVERYTHING);
  }

  /** What the person keeps was read: the present view may be among it. */
  restore() {
    const before = this.#draft;
    this.#take(this.saved);
    if (Object.keys(changesOf(before, this.#draft)).length > 0) this.#onChange(EVERYTHING);
  }

  /**
   * The sheet was saved, or others saved it. Changes that are now in the saved view are no changes any more.
   * @param {SheetDocument} sheet
   */
  replaceSheet(sheet) {
    this.#sheet = sheet;
    const kept = this.#personal.get(this.#id);
    this.#take(this.#nearest(this.#id));
    if (kept) this.#personal.set(this.#id, this.changes);
    this.#onChange(EVERYTHING);
  }

  /** @param {string} id @returns {SheetView} */
  #nearest(id) {
    const wanted = [id, this.#sheet.defaultView, this.all[0]?.id].find((one) =>
      this.all.some((view) => view.id === one),
    );
    return this.all.find((view) => view.id === wanted) ?? WHOLE_SHEET;
  }

  /** @param {SheetView} view */
  #take(view) {
    this.#id = view.id;
    this.#draft = draftOf(view, this.#personal.get(view.id));
  }

  /** Marks of sort and filter in the heads, by column id. */
  #heads() {
    /** @type {Map<string, HeadMarks>} */
    const heads = new Map();
    const columns = this.#sheet.columns ?? [];
    const find = (/** @type {string} */ name) =>
      columns.find(({ id }) => id === name) ?? columns.find(({ field }) => field === name);
    const mark = (/** @type {string} */ name, /** @type {HeadMarks} */ marks) => {
      const id = find(name)?.id;
      if (id) heads.set(id, { ...heads.get(id), ...marks });
    };
    const sort = this.#draft.sort ?? [];
    sort.forEach(({ column, dir }, i) =>
      mark(column, { sort: dir ?? "asc", ...(sort.length > 1 ? { level: i + 1 } : {}) }),
    );
    for (const name of columnsIn(this.#draft.filter)) mark(name, { isFiltered: true });
    return heads;
  }
}
