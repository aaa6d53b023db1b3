// The sheet page: puts together head, toolbar, grid, panels and status bar, and lets each hear of the others.

import { SheetGrid } from "../grid/sheet-grid.js";
import { SheetClient } from "../sheet-client.js";
import { CHANGED, RowStore } from "../state/rows.js";
import { seenValues } from "../state/seen-values.js";
import { rightsSentence } from "../state/selection-rights.js";
import { SheetRows } from "../state/sheet-rows.js";
import { need } from "../ui/dom.js";
import { flag } from "../ui/flag.js";
import { connectGuards } from "../ui/guarded.js";
import { announce } from "../ui/live.js";
import { openMenu } from "../ui/menu.js";
import { connectRegions } from "../ui/regions.js";
import { StatusBar } from "../ui/status-bar.js";
import { Toolbar } from "../ui/toolbar.js";
import { ViewPanel } from "../ui/view-panel.js";
import { isFiltered, panelFacts, toolbarFacts } from "./sheet/facts.js";
import { SheetFinding } from "./sheet/finding.js";
import { Follower } from "./sheet/follower.js";
import { connectHead } from "./sheet/head.js";
import { SheetLoading } from "./sheet/loading.js";
import { cellMenu, columnMenu, filterByValue } from "./sheet/menus.js";
import { keptViews } from "./sheet/kept-views.js";
import { GridPlace } from "./sheet/place.js";
import { SheetRights } from "./sheet/rights.js";
import { ViewSaving } from "./sheet/saving.js";
import { SelectionTeller } from "./sheet/selection.js";
import { SheetViews } from "./sheet/views.js";
import { openWhyAt } from "./sheet/why.js";

/** @import { App, ConnectScreen, EngineContext, SheetDocument, Target } from "../types.d.ts" */
/** @import { CellPlace } from "../grid/sheet-grid.js" */
/** @import { SelectionRights } from "../state/selection-rights.js" */
/** @import { MenuTools } from "./sheet/menus.js" */
/** @import { Touches } from "./sheet/views.js" */

/** @type {ConnectScreen} */
export function connect(root, app, signal) {
  const page = new SheetPage(root, app, signal);
  void page.start();
  return { moveTo: (target) => page.moveTo(target) };
}

class SheetPage {
  #root;
  #app;
  #signal;
  #projectKey;
  #store = new RowStore();
  #rows;
  #personal;
  #views;
  #saving;
  #loading;
  #follower;
  #bar;
  #selection;
  #toolbar;
  #panel;
  #find;
  #rights;
  /** @type {SheetGrid} */
  #grid;
  #area;
  #place;
  /** @type {Promise<void> | null} */
  #drawing = null;
  #frame = 0;

  /** @param {HTMLElement} root @param {App} app @param {AbortSignal} signal */
  constructor(root, app, signal) {
    this.#root = root;
    this.#app = app;
    this.#signal = signal;
    this.#projectKey = root.dataset["projectKey"] ?? "";
    const sheet = /** @type {SheetDocument} */ (JSON.parse(root.dataset["sheet"] ?? "{}"));
    this.#rows = new SheetRows(this.#store, () => this.#context);
    this.#personal = keptViews(app.api, this.#projectKey, sheet.id);
    this.#views = new SheetViews(sheet, this.#personal, (touches) => this.#onView(touches));
    this.#area = need(root, "[data-grid]");
    this.#place = new GridPlace(root, app.format, {
      onBack: () => void app.go({ screen: "project", projectKey: this.#projectKey }),
      onShowAll: () => this.#views.change({ filter: null }),
    });
    this.#grid = this.#makeGrid();
    this.#loading = new SheetLoading(
      { api: app.api, store: this.#store, projectKey: this.#projectKey, sheetId: sheet.id },
      {
        onRows: (changed) => this.#onRows(changed),
        onPhase: () => this.#onPhase(),
        onStale: () => this.#showProgress(),
      },
      signal,
    );
    this.#follower = new Follower(() => this.#follow(), signal);
    this.#bar = new StatusBar(need(root, "[data-status]"), app.format, {
      onCancel: () => this.#loading.stop(),
      onReload: () => this.#loading.start(),
      onRights: () => this.#rights.panel.open(),
    });
    this.#selection = new SelectionTeller(app.format, (facts) => this.#bar.showSelection(facts), signal);
    this.#rights = new SheetRights(
      root,
      app,
      {
        onChange: () => this.#showView(),
        onRefused: () => void this.#loading.start(),
        onOpen: () => this.#panel.close(),
      },
      signal,
    );
    const client = new SheetClient(app.api, this.#projectKey, sheet);
    this.#saving = new ViewSaving(
      client,
      this.#views,
      { format: app.format, onChosen: () => this.#remember(), onBusy: () => this.#showView() },
      signal,
    );
    this.#panel = this.#makePanel();
    this.#toolbar = this.#makeToolbar();
    const { format } = app;
    this.#find = new SheetFinding(
      root,
      { store: this.#store, rows: this.#rows, grid: () => this.#grid, format },
      signal,
    );
  }

  async start() {
    connectHead(
      this.#root,
      this.#app,
      { here: () => this.#here, onRights: () => this.#rights.panel.open() },
      this.#signal,
    );
    connectGuards(this.#root, this.#signal);
    connectRegions(
      [
        { element: need(this.#root, ".sheet-head") },
        { element: need(this.#root, "[role=toolbar]") },
        { element: need(this.#root, "[data-view-panel]") },
        { element: need(this.#root, "[data-rights-panel]") },
        { element: this.#area, focus: () => void this.#grid.focus() },
        { element: need(this.#root, "[data-status]") },
      ],
      this.#signal,
    );
    this.#signal.addEventListener("abort", () => {
      void this.#personal.flush();
      cancelAnimationFrame(this.#frame);
      this.#grid.disconnect();
    });
    window.addEventListener("pagehide", () => void this.#personal.flush(), { signal: this.#signal });
    const wanted = this.#root.dataset["view"] ?? "";
    if (!this.#views.choose(wanted) && wanted) this.#sayGone();
    void SheetGrid.preload(); // beside the first request, not after it
    void this.#personal.load(this.#signal).then(() => this.#views.restore());
    await this.#loading.start();
  }

  /** Back and forward between views of this sheet. @param {Target} target */
  moveTo({ screen, projectKey, sheet, view }) {
    const isHere = screen === "sheet" && projectKey === this.#projectKey && sheet === this.#views.sheet.id;
    if (!isHere) return false;
    if (!this.#views.choose(view ?? "") && view) this.#sayGone();
    return true;
  }

  // -- what is shown -------------------------------------------------------------------------------------------------

  /** @returns {EngineContext} */
  get #context() {
    return {
      locale: this.#app.format.language,
      now: new Date(),
      accountId: this.#root.dataset["account"] ?? null,
    };
  }

  /** @returns {Target} */
  get #here() {
    const { id, structure = this.#root.dataset["structure"] } = this.#views.draft;
    return {
      screen: "sheet",
      projectKey: this.#projectKey,
      sheet: this.#views.sheet.id,
      ...(id ? { view: id } : {}),
      ...(structure ? { structure } : {}),
    };
  }

  /** @param {Touches} touches */
  #onView({ columns, rows, density }) {
    if (density) this.#grid.setDensity(this.#views.density);
    if (rows) {
      this.#rows.set(this.#views.rules, this.#views.formats);
      this.#grid.setRows(this.#rows.slots);
    }
    if (columns && this.#drawing) void this.#drawing.then(() => this.#grid.setColumns(this.#views.columnChoice));
    this.#showView();
    this.#find.refresh();
    this.#showPlace();
    if (rows && this.#loading.phase === "done") announce(this.#bar.sentence(this.#facts));
  }

  /** The toolbar, the panel and the counts. */
  #showView() {
    this.#toolbar.show(this.#toolbarFacts);
    this.#panel.show(this.#panelFacts);
    this.#showProgress();
  }

  get #toolbarFacts() {
    const { format } = this.#app;
    const { isBusy: isSaving } = this.#saving;
    const { maySave } = this.#rights;
    return toolbarFacts(this.#views, this.#rows, { isSaving, maySave, format, panel: this.#panel.openTab });
  }

  get #panelFacts() {
    const { isBusy: isSaving } = this.#saving;
    const { maySave } = this.#rights;
    return panelFacts(this.#views, this.#rows, { isSaving, maySave, columns: this.#store.columns });
  }

  get #facts() {
    return { ...this.#loading.facts, matching: isFiltered(this.#views) ? this.#rows.slots.length : null };
  }

  #showProgress() {
    this.#bar.show(this.#facts);
  }

  #showPlace() {
    const { total, matching } = this.#facts;
    this.#place.show({ loading: this.#loading, total, matching, jql: this.#views.sheet.scope.jql });
  }

  #sayGone() {
    flag(`The view of this link is not there any more. “${this.#views.draft.name}” is shown.`, "warning");
  }

  /** Another view is shown: Back leads to the one before. */
  #remember() {
    this.#app.host.remember(this.#here);
  }

  // -- rows ----------------------------------------------------------------------------------------------------------

  /** @param {number} changed */
  #onRows(changed) {
    if (changed & CHANGED.columns) this.#drawColumns();
    this.#follower.plan(this.#loading.phase === "loading");
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#showProgress();
    });
  }

  /** Bring the view up to what the store holds. */
  #follow() {
    if (this.#rows.follow()) this.#grid.setRows(this.#rows.slots);
    else this.#grid.patch();
    this.#showView();
    this.#find.refresh();
  }

  #drawColumns() {
    const columns = this.#views.columnChoice;
    if (this.#drawing) {
      void this.#drawing.then(() => this.#grid.setColumns(columns));
      return;
    }
    this.#drawing = this.#grid
      .connect({ label: this.#views.sheet.name, density: this.#views.density, columns })
      .then(() => this.#grid.setColumns(this.#views.columnChoice));
  }

  #onPhase() {
    const { phase, error } = this.#loading;
    if (phase === "failed" && error?.isRefusal) this.#forget();
    if (phase === "loading") this.#find.forget();
    else this.#follower.now();
    this.#showProgress();
    this.#showPlace();
    announce(error?.isRefusal ? error.message : this.#bar.sentence(this.#facts));
  }

  /** The person may not see the sheet any more: nothing of it stays on the screen or can be copied from it. */
  #forget() {
    this.#store.clear();
    this.#find.forget();
    this.#rows.follow();
    this.#grid.setRows(this.#rows.slots);
    this.#selection.tell(null);
    this.#showRights(null);
  }

  // -- the parts -----------------------------------------------------------------------------------------------------

  #makeGrid() {
    return new SheetGrid(
      this.#area,
      {
        store: this.#store,
        format: this.#app.format,
        site: this.#root.dataset["site"] ?? "",
        classes: (slot, position) => this.#rows.classes(slot, position),
        isHit: (slot, position) => this.#find.isHit(slot, position),
      },
      {
        onSelect: (selected) => this.#selection.tell(selected),
        onRights: (rights) => this.#showRights(rights),
        onCopy: (rows, columns) => announce(`Copied ${rows} × ${columns}`),
        onWidth: (columnId, width) =>
          this.#views.change({ widths: { ...this.#views.draft.widths, [columnId]: width } }),
        onColumnMenu: (columnId, at) => this.#openMenu("Column", at, columnMenu(columnId, this.#tools)),
        onCellMenu: (cell, at) => this.#openMenu("Cell", at, cellMenu(cell, this.#tools)),
        onFind: () => this.#find.focus(),
        onFilterByValue: (cell) => filterByValue(cell, this.#tools),
      },
    );
  }

  #makePanel() {
    const views = () => this.#views;
    return new ViewPanel(
      need(this.#root, "[data-view-panel]"),
      this.#app.format,
      this.#panelFacts,
      {
        onChange: (changes) => (Object.keys(changes).length > 0 ? views().change(changes) : this.#showView()),
        onDiscard: () => views().discard(),
        onSave: () => void this.#saving.save(),
        onSaveAs: () => this.#saving.saveAs(),
        onRename: (name) => void this.#saving.rename(name),
        onDefault: () => void this.#saving.makeDefault(),
        onDelete: () => void this.#saving.remove(),
        onEditFormats: () => void this.#app.go({ ...this.#here, screen: "formats" }),
        onClose: () => this.#showView(),
        loadValues: (columnId) => Promise.resolve(seenValues(this.#store, columnId)),
      },
      this.#signal,
    );
  }

  #makeToolbar() {
    return new Toolbar(
      need(this.#root, "[role=toolbar]"),
      this.#toolbarFacts,
      {
        onView: (id) => {
          if (id === this.#views.draft.id) return;
          this.#views.choose(id);
          this.#remember();
        },
        onDensity: (density) => this.#views.change({ density }),
        onReload: () => void this.#loading.start(),
        onPanel: (tab) => {
          this.#rights.panel.close();
          this.#panel.toggle(tab);
        },
        onSave: () => void this.#saving.save(),
        onDiscard: () => this.#views.discard(),
      },
      this.#signal,
    );
  }

  // -- what the person asks for --------------------------------------------------------------------------------------

  /** @returns {MenuTools} */
  get #tools() {
    return {
      views: this.#views,
      store: this.#store,
      grid: this.#grid,
      format: this.#app.format,
      onFilter: (columnId) => this.#panel.addCondition(columnId),
      onWhy: (cell) => this.#explain(cell),
    };
  }

  /** @param {string} label @param {DOMRect} at @param {import("../ui/menu.js").MenuItem[]} items */
  #openMenu(label, at, items) {
    if (items.length === 0) return;
    // What was chosen may take the keyboard elsewhere: only what is left over goes back to the grid.
    const giveBack = () => document.activeElement === document.body && void this.#grid.focus();
    const onClose = (/** @type {boolean} */ giveFocusBack) => void (giveFocusBack && setTimeout(giveBack));
    openMenu({ label, at, items, onClose }, this.#signal);
  }

  /** @param {CellPlace} cell */
  #explain(cell) {
    const sheet = {
      app: this.#app,
      store: this.#store,
      rows: this.#rows,
      rules: this.#views.formats,
      here: this.#here,
    };
    // It opens at the cell, which has the keyboard again when the menu is gone.
    setTimeout(() => void this.#grid.focus().then(() => openWhyAt(cell, sheet, this.#signal)));
  }

  /** @param {SelectionRights | null} rights */
  #showRights(rights) {
    this.#bar.showRights(rights ? rightsSentence(rights, this.#app.format) : "");
    this.#rights.panel.showSelection(rights);
  }
}
