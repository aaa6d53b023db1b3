// Shapes shared by the modules: the wire formats of the API and what the page keeps of them.

export type Scalar = string | number | boolean;
/** A cell as the API sends it: nothing, a scalar, or a canonical value (sorts, compares) with its text. */
export type Cell = null | Scalar | { v: unknown; t: string };

export interface ColumnInfo {
  id: string;
  field: string;
  name: string;
  type: string;
  editor?: string | null;
  multi?: boolean;
  width?: number | null;
  /** Why no cell of the column can be changed in a sheet. */
  readOnly?: Denial | null;
}

/** How a value looks: shared by all cells that hold it. */
export interface Look {
  text: string;
  icon?: string | null;
  color?: string | null;
  order?: number | null;
  avatar?: string | null;
}

export interface Denial {
  code: string;
  message: string;
}

export interface ErrorBody {
  code: string;
  message: string;
  details?: Record<string, unknown>;
  requestId?: string;
}

export interface RowBody {
  id: string;
  key: string;
  project?: string | null;
  issueType?: string | null;
  parent?: string | null;
  updated?: string | null;
  access?: string | null;
  cells: Cell[];
}

/**
 * Rights by access class: fields that cannot be changed, with the reason. "*" is the whole row; a field with null is
 * lifted from it. `rows` moves single issues to another class.
 */
export interface AccessEvent {
  type: "access";
  classes: Record<string, Record<string, Denial | null>>;
  rows?: Record<string, string>;
}

/** One event of the row protocol. */
export type RowEvent =
  | { type: "columns"; columns: ColumnInfo[] }
  | { type: "index"; ids: string[] }
  | { type: "values"; field: string; values: Record<string, Look> }
  | { type: "rows"; rows: RowBody[] }
  | AccessEvent
  | { type: "parents"; ids: Record<string, string> }
  | { type: "gone"; ids: string[] }
  | { type: "error"; ids?: string[]; error: ErrorBody }
  | { type: "done"; count: number; points: number; seq: number };

export type CellKind =
  | "key"
  | "text"
  | "number"
  | "percent"
  | "duration"
  | "date"
  | "datetime"
  | "person"
  | "people"
  | "status"
  | "pictured"
  | "tags";

export type Density = "compact" | "standard" | "tall";

export interface Verdict {
  allowed: boolean;
  reason: string;
}

/** The answer to "what may I do here": action name to verdict. */
export type Verdicts = Record<string, Verdict>;

export interface SheetView {
  id: string;
  name: string;
  columns?: string[];
  pinned?: number | string[] | null;
  /** Pixels by column id, where they differ from the sheet's. */
  widths?: Record<string, number>;
  sort?: SortLevel[];
  filter?: Filter | null;
  structure?: string | null;
  formats?: string[];
  density?: Density | null;
}

export interface SheetColumn {
  id: string;
  field: string;
  title?: string | null;
  width?: number | null;
}

export interface SheetDocument {
  id: string;
  name: string;
  description?: string | null;
  revision?: number;
  scope: { jql: string };
  columns?: SheetColumn[];
  views?: SheetView[];
  structures?: { id: string; name: string }[];
  formats?: FormatRule[];
  defaultView?: string | null;
}

/** What the screens share: made once by main.js. */
export interface App {
  host: import("./host.js").Host;
  api: import("./api.js").Api;
  format: import("./state/format.js").Format;
  /** Moves to another screen inside the frame. */
  go(target: Target): Promise<void>;
}

export interface Target {
  screen: "project" | "sheet" | "directory" | "admin" | "formats" | "structure" | "new-sheet" | "settings" | "trash";
  projectKey?: string;
  sheet?: string;
  view?: string;
  structure?: string;
  /** What of the sheet an editor opens: an id, or "new". */
  item?: string;
}

/** What a screen that is shown can do for others. */
export interface ShownScreen {
  /** Go to another place of the same screen without loading it anew; false when it cannot. */
  moveTo?(target: Target): boolean;
  /** Asks the person when something unsaved would be lost; false: they stay. */
  mayLeave?(): Promise<boolean>;
}

/** A screen draws into its root until the signal ends. */
export type ConnectScreen = (root: HTMLElement, app: App, signal: AbortSignal) => ShownScreen | void;

// --- Views and formats: filter, sort, search (docs/storage.md, "Filters") ----------------------------------------

/** Compares the cell of a column, named by its id or its field, with a value. */
export interface Condition {
  column: string;
  op: string;
  value?: unknown;
  /** For who reads the JSON: names of the ids in `value`. Never compared. */
  text?: string | string[];
  /** Place of the value in Jira's order when it was saved; used until a row shows the value. */
  order?: number;
}

/** Has either `all` or `any`. An empty group matches everything. */
export interface FilterGroup {
  all?: Filter[];
  any?: Filter[];
}

export type Filter = Condition | FilterGroup;

/** `column` is a column's id, or its field. */
export interface SortLevel {
  column: string;
  dir?: "asc" | "desc";
}

export interface FormatRule {
  id: string;
  name: string;
  enabled?: boolean;
  target?: { kind: "row" | "columns"; columns?: string[] | null };
  when?: Filter | null;
  then: { kind: string; [member: string]: unknown };
  /** Formats after this one leave the cells alone that it matches. */
  stop?: boolean;
}

/** What conditions need to know of the person who looks: passed in, so that the engine has no clock of its own. */
export interface EngineContext {
  locale: string;
  now: Date;
  /** Of the person's Jira profile; the browser's when left out. */
  timeZone?: string | null;
  /** 1 is Monday, 7 is Sunday; the locale's own when left out. */
  weekStart?: number | null;
  /** Who "me" is. */
  accountId?: string | null;
}

export type ProblemCode =
  | "unknown_column"
  | "unknown_operator"
  | "wrong_operator"
  | "no_value"
  | "bad_value"
  | "unknown_order"
  | "me_unknown"
  | "no_status"
  | "not_understood"
  | "too_deep"
  | "unknown_effect"
  | "unknown_color";

/** A part of a filter, sort or format that could not be used, in words. */
export interface EngineProblem {
  code: ProblemCode;
  message: string;
  /** Where it stands, such as `filter.all.2` or `sort.0`; for a format `format.<id>`. */
  path: string;
  column?: string;
  op?: string;
}

/** What decides which rows a grid shows, and in which order. */
export interface ViewRules {
  filter?: Filter | null;
  sort?: SortLevel[];
  /** Quick filters of column heads, on top of the view's own. */
  quick?: Filter[] | null;
  /** Only rows that hold a text in one of these columns (positions; -1 is the key that stands in). */
  search?: { index: import("./state/search.js").SearchIndex; query: string; positions: readonly number[] } | null;
}

export interface AppliedView {
  /** Slots in the order to show. */
  slots: Int32Array;
  /** Rows of the sheet, shown or not. */
  total: number;
  /** Rows that are not there yet or could not be read, and that a filter therefore leaves out. */
  unread: number;
  problems: EngineProblem[];
}

// --- Connect's bridge, as far as host.js uses it ---------------------------------------------------------------

export interface ConnectHistory {
  pushState?(state: string): void;
  replaceState?(state: string): void;
  popState?(callback: (event: { hash?: string; newURL?: string }) => void): void;
  getState?(): string | undefined;
}

export interface ConnectBridge {
  context?: { getToken(callback?: (token: string) => void): Promise<string> | void };
  env?: { sizeToParent?(hideFooter?: boolean): void };
  theming?: { initializeTheming?(): void };
  user?: { getLocale?(callback: (locale: string) => void): void };
  history?: ConnectHistory;
  navigator?: { reload?(): void };
  getLocation?(callback: (url: string) => void): void;
  resize?(width: string, height: string): void;
}

declare global {
  interface Window {
    AP?: ConnectBridge;
    /** Set by early.js: gives the last click made before the page was ready, once. */
    jxlTakeEarlyClick?: () => HTMLElement | null;
  }
}

// --- RevoGrid, as far as grid/ uses it -------------------------------------------------------------------------

export type VNode = unknown;
export type CreateNode = (tag: string, data: Record<string, unknown> | null, ...children: unknown[]) => VNode;

export interface GridArea {
  x: number;
  y: number;
  x1: number;
  y1: number;
}

export interface GridPoint {
  x: number;
  y: number;
}

export type GridColumnPart = "colPinStart" | "rgCol" | "colPinEnd";

export interface GridSelectionStore {
  setRangeArea(area: GridArea | null): void;
  store: { get(name: "range"): GridArea | null; get(name: "focus"): GridPoint | null };
}

export interface GridItems<T> {
  get(name: "items"): number[];
  get(name: "source"): T[];
}

export interface GridColumn {
  prop: string;
  name: string;
  size: number;
  minSize?: number;
  pin?: "colPinStart";
  sortable: false;
  readonly: true;
  kind: CellKind;
  /** Index into the columns of the row store; -1 is the key column that stands in when the sheet has none. */
  position: number;
  cellTemplate(h: CreateNode, cell: GridCell): VNode;
  columnTemplate(h: CreateNode, column: GridColumn): VNode;
  cellProperties(cell: GridCell): Record<string, unknown>;
  columnProperties(column: GridColumn): Record<string, unknown>;
}

export interface GridCell {
  model: { slot: number };
  column: GridColumn;
  rowIndex: number;
}

export interface GridProviders {
  selection: {
    stores: Record<number, Record<number, GridSelectionStore>>;
    storesByType: Record<string, number>;
    edit?: unknown;
  };
  column: { stores: Record<GridColumnPart, { store: GridItems<GridColumn> }> };
  data: { stores: { rgRow: { store: GridItems<{ slot: number }> } } };
}

export interface RevoGridElement extends HTMLElement {
  columns: GridColumn[];
  source: { slot: number }[];
  theme: string;
  range: boolean;
  readonly: boolean;
  resize: boolean;
  rowSize: number;
  rowHeaders: boolean | Record<string, unknown>;
  hideAttribution: boolean;
  filter: boolean;
  exporting: boolean;
  canMoveColumns: boolean;
  useClipboard: boolean;
  accessible: boolean;
  frameSize: number;
  refresh(type?: "rgRow" | "all"): Promise<void>;
  getProviders(): Promise<GridProviders | undefined>;
  setCellsFocus(start: GridPoint, end: GridPoint, columnPart: string, rowType: string): Promise<void>;
  scrollToRow(index: number): Promise<void>;
  scrollToColumnIndex(index: number): Promise<void>;
}
