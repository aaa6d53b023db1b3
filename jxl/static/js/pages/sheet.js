// The sheet page: head, toolbar, grid, status bar. Loads the rows and shows how that goes.

import { ApiError, projectPath } from "../api.js";
import { SheetGrid } from "../grid/sheet-grid.js";
import { RowLoader } from "../loader.js";
import { CHANGED, RowStore } from "../state/rows.js";
import { rightsSentence } from "../state/selection-rights.js";
import { copyLink } from "../ui/copy-link.js";
import { el, isPlainClick, need } from "../ui/dom.js";
import { announce } from "../ui/live.js";
import { connectMenu } from "../ui/menu.js";
import { connectGuards } from "../ui/guarded.js";
import { connectRegions } from "../ui/regions.js";
import { RightsPanel } from "../ui/rights-panel.js";
import { emptySheet, failed } from "../ui/states.js";
import { StatusBar } from "../ui/status-bar.js";
import { Toolbar } from "../ui/toolbar.js";
import { VerdictList, askVerdicts, parseVerdicts } from "../ui/verdicts.js";

/** @import { App, ConnectScreen, Density, SheetDocument, SheetView, Target } from "../types.d.ts" */
/** @import { ColumnChoice } from "../grid/columns.js" */
/** @import { Selected } from "../grid/sheet-grid.js" */
/** @import { SelectionRights } from "../state/selection-rights.js" */
/** @import { StatusFacts } from "../ui/status-bar.js" */

const WATCH_EVERY_MS = 30_000;
/** A pause longer than this is said, not waited for: the person may want to do something else. */
const MAX_WAIT_S = 3600;

/** @type {ConnectScreen} */
export function connect(root, app, signal) {
  const page = new SheetPage(root, app, signal);
  signal.addEventListener("abort", () => page.disconnect());
  void page.start();
}

class SheetPage {
  #root;
  #app;
  #signal;
  /** @type {SheetDocument} */
  #sheet;
  #projectKey;
  #store = new RowStore();
  #loader;
  #bar;
  #rights;
  #grid;
  #area;
  /** @type {HTMLElement} */
  #message;
  /** @type {Promise<void> | null} */
  #drawing = null;
  /** @type {Date | null} */
  #loadedAt = null;
  #isStale = false;
  /** @type {Date | null} */
  #retryAt = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #retryTimer;
  #frame = 0;
  #viewId;
  /** @type {Density} */
  #density;

  /** @param {HTMLElement} root @param {App} app @param {AbortSignal} signal */
  constructor(root, app, signal) {
    this.#root = root;
    this.#app = app;
    this.#signal = signal;
    this.#projectKey = root.dataset["projectKey"] ?? "";
    this.#sheet = JSON.parse(root.dataset["sheet"] ?? "{}");
    const views = this.#sheet.views ?? [];
    const wanted = [root.dataset["view"], this.#sheet.defaultView, views[0]?.id].find((id) =>
      views.some((view) => view.id === id),
    );
    this.#viewId = wanted ?? "";
    this.#density = this.#view?.density ?? "standard";
    this.#area = need(root, "[data-grid]");
    this.#message = need(root, "[data-state]");
    this.#grid = new SheetGrid(
      this.#area,
      { store: this.#store, format: app.format, site: root.dataset["site"] ?? "" },
      {
        onSelect: (selected) => this.#showSelection(selected),
        onRights: (rights) => this.#showRights(rights),
        onCopy: (rows, columns) => announce(`Copied ${rows} × ${columns}`),
      },
    );
    this.#bar = new StatusBar(need(root, "[data-status]"), app.format, {
      onCancel: () => this.#loader.stop(),
      onReload: () => this.load(),
      onRights: () => this.#rights.open(),
    });
    this.#rights = this.#makeRightsPanel();
    new Toolbar(
      need(root, "[role=toolbar]"),
      {
        views,
        viewId: this.#viewId,
        density: this.#density,
        onView: (id) => this.#chooseView(id),
        onDensity: (density) => this.#chooseDensity(density),
        onReload: () => this.load(),
      },
      signal,
    );
    this.#loader = new RowLoader({
      open: (loadSignal) => app.api.rows(this.#path("/rows"), {}, { signal: loadSignal }),
      store: this.#store,
      onChange: (changed) => this.#onChange(changed),
      onPhase: () => this.#onPhase(),
      pause: nextTask,
      clock: () => performance.now(),
    });
  }

  async start() {
    this.#connectHead();
    connectGuards(this.#root, this.#signal);
    connectRegions(
      [
        { element: need(this.#root, ".sheet-head") },
        { element: need(this.#root, "[role=toolbar]") },
        { element: need(this.#root, "[data-rights-panel]") },
        { element: this.#area, focus: () => void this.#grid.focus() },
        { element: need(this.#root, "[data-status]") },
      ],
      this.#signal,
    );
    const watch = setInterval(() => void this.#watch(), WATCH_EVERY_MS);
    this.#signal.addEventListener("abort", () => clearInterval(watch));
    void SheetGrid.preload(); // beside the first request, not after it
    await this.load();
  }

  disconnect() {
    this.#loader.disconnect();
    clearTimeout(this.#retryTimer);
    cancelAnimationFrame(this.#frame);
    this.#grid.disconnect();
  }

  /** Read the rows, again if they are there. */
  async load() {
    clearTimeout(this.#retryTimer);
    this.#retryAt = null;
    this.#isStale = false;
    await this.#loader.start();
  }

  get #view() {
    return /** @type {SheetView | undefined} */ (this.#sheet.views?.find((view) => view.id === this.#viewId));
  }

  /** @returns {ColumnChoice} */
  get #columns() {
    const widths = new Map((this.#sheet.columns ?? []).flatMap(({ id, width }) => (width ? [[id, width]] : [])));
    const view = this.#view;
    return {
      widths: /** @type {Map<string, number>} */ (widths),
      ...(view?.columns ? { ids: view.columns } : {}),
      pinned: view?.pinned,
    };
  }

  /** @returns {StatusFacts} */
  get #facts() {
    const { phase } = this.#loader;
    return {
      phase,
      shown: phase === "stopped" || phase === "failed" ? this.#store.countShown() : 0,
      total: this.#store.size,
      loaded: this.#store.loaded,
      failed: this.#store.failed,
      expected: this.#store.expected,
      problem: this.#loader.error?.message ?? "",
      loadedAt: this.#loadedAt,
      isStale: this.#isStale,
      retryAt: this.#retryAt,
    };
  }

  /** @param {string} rest */
  #path(rest) {
    return projectPath(this.#projectKey, `/sheets/${encodeURIComponent(this.#sheet.id)}${rest}`);
  }

  /** @param {number} changed */
  #onChange(changed) {
    if (changed & CHANGED.columns) this.#drawColumns();
    if (changed & CHANGED.order) this.#grid.setRows();
    else if (changed & CHANGED.cells) this.#grid.patch();
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#showProgress();
    });
  }

  #drawColumns() {
    if (this.#drawing) {
      void this.#drawing.then(() => this.#grid.setColumns(this.#columns));
      return;
    }
    this.#drawing = this.#grid
      .connect({ label: this.#sheet.name, density: this.#density, columns: this.#columns })
      .then(() => this.#grid.setRows());
  }

  #onPhase() {
    const { phase, error } = this.#loader;
    if (phase === "done") this.#loadedAt = new Date();
    if (phase === "failed" && error?.isRefusal) this.#forget();
    else if (phase === "failed" && error) this.#planRetry(error);
    this.#area.setAttribute("aria-busy", String(phase === "loading"));
    this.#showProgress();
    this.#showState();
    announce(error?.isRefusal ? error.message : this.#bar.sentence(this.#facts));
  }

  /** Jira said when to come back: then loading goes on by itself. @param {ApiError} error */
  #planRetry(error) {
    const seconds = error.retryAfterS ?? Number(error.details["retryAfterS"] ?? 0);
    if (!(seconds > 0 && seconds <= MAX_WAIT_S)) return;
    this.#retryAt = new Date(Date.now() + seconds * 1000);
    this.#retryTimer = setTimeout(() => void this.load(), seconds * 1000);
  }

  /** The person may not see the sheet any more: nothing of it stays on the screen or can be copied from it. */
  #forget() {
    this.#store.clear();
    this.#loadedAt = null;
    this.#grid.setRows();
    this.#showSelection(null);
    this.#showRights(null);
  }

  #showProgress() {
    this.#bar.show(this.#facts);
  }

  /** What stands in the place of the grid when it has nothing to show. */
  #showState() {
    const { phase, error } = this.#loader;
    const isEmpty = this.#store.size === 0;
    /** @type {HTMLElement | null} */
    let state = null;
    if (phase === "done" && isEmpty)
      state = emptySheet({ jql: this.#sheet.scope.jql, onReload: () => void this.load() });
    if (phase === "stopped" && isEmpty) state = el("div", { class: "state" }, el("p", {}, "Loading was stopped."));
    if (phase === "failed" && isEmpty && error) {
      const retry = { error, onRetry: () => void this.load(), onBack: () => void this.#app.go(this.#list) };
      state = failed(this.#retryAt ? { ...retry, resumes: this.#app.format.time(this.#retryAt) } : retry);
    }
    this.#message.replaceChildren(...(state ? [state] : []));
    this.#message.hidden = state === null;
    this.#area.hidden = state !== null;
  }

  /** @param {Selected | null} selected */
  #showSelection(selected) {
    if (!selected) return this.#bar.showSelection(null);
    const { figures } = selected;
    const { format } = this.#app;
    const text = (/** @type {number} */ value) =>
      figures?.kind === "duration" ? format.duration(value) : format.number(Number(value.toFixed(2)));
    return this.#bar.showSelection({
      ...selected,
      figures: figures && {
        sum: text(figures.sum),
        average: text(figures.average),
        min: text(figures.min),
        max: text(figures.max),
      },
    });
  }

  /** @param {SelectionRights | null} rights */
  #showRights(rights) {
    this.#bar.showRights(rights ? rightsSentence(rights, this.#app.format) : "");
    this.#rights.showSelection(rights);
  }

  #makeRightsPanel() {
    const list = new VerdictList(parseVerdicts(this.#root.dataset["may"] ?? ""), {
      ask: (signal) => this.#askVerdicts(signal),
      onChange: () => this.#rights.update(),
    });
    return new RightsPanel(
      need(this.#root, "[data-rights-panel]"),
      {
        projectKey: this.#projectKey,
        projectName: this.#root.dataset["projectName"] ?? "",
        list,
        format: this.#app.format,
        button: need(this.#root, "[data-rights]"),
      },
      this.#signal,
    );
  }

  /**
   * When the answer says that the sheet is out of reach by now, the sheet is asked for, and refused.
   * @param {AbortSignal} signal
   */
  async #askVerdicts(signal) {
    try {
      const verdicts = await askVerdicts(this.#app.api, this.#projectKey, signal);
      if (verdicts["openSheet"]?.allowed === false) void this.load();
      return verdicts;
    } catch (error) {
      if (error instanceof ApiError && error.isRefusal) void this.load();
      throw error;
    }
  }

  /** @param {string} id */
  #chooseView(id) {
    this.#viewId = id;
    this.#grid.setColumns(this.#columns);
    const density = this.#view?.density;
    if (density) this.#chooseDensity(density);
  }

  /** @param {Density} density */
  #chooseDensity(density) {
    this.#density = density;
    this.#grid.setDensity(density);
  }

  /** Ask whether the site changed; only ever says so, the person decides when to load again. */
  async #watch() {
    if (document.hidden || this.#loader.phase !== "done" || this.#isStale || this.#loader.seq === null) return;
    try {
      const path = this.#path(`/changes?since=${this.#loader.seq}`);
      const { count, reset } = /** @type {{ count: number, reset: boolean }} */ (
        await this.#app.api.get(path, { signal: this.#signal })
      );
      if (!count && !reset) return;
      this.#isStale = true;
      this.#showProgress();
    } catch (error) {
      // Watching is a courtesy: when it fails, the rows stay as fresh as the bar says, and the next round asks again.
      if (error instanceof ApiError && error.isRefusal) void this.load(); // says so in the sheet's own words
      else if (!(error instanceof ApiError) && !this.#signal.aborted) throw error;
    }
  }

  /** @returns {Target} */
  get #list() {
    return { screen: "project", projectKey: this.#projectKey };
  }

  #connectHead() {
    const target = /** @type {Target} */ ({ screen: "sheet", projectKey: this.#projectKey, sheet: this.#sheet.id });
    const share = () => void copyLink(this.#app, { ...target, ...(this.#viewId ? { view: this.#viewId } : {}) });
    const back = () => void this.#app.go(this.#list);
    need(this.#root, "[data-share]").addEventListener("click", share, { signal: this.#signal });
    need(this.#root, "[data-back]").addEventListener(
      "click",
      (event) => {
        if (event instanceof MouseEvent && !isPlainClick(event)) return;
        event.preventDefault();
        back();
      },
      { signal: this.#signal },
    );
    const projectName = this.#root.dataset["projectName"] ?? "";
    connectMenu(
      need(this.#root, "[data-name-menu]"),
      () => [
        { label: `All sheets in ${projectName}`, icon: "grid", run: back },
        { label: "Copy link", icon: "link", run: share },
        { label: "What may I do here?", icon: "shield", run: () => this.#rights.open() },
      ],
      this.#signal,
    );
  }
}

/** Gives the browser its turn without the wait of a timer. @returns {Promise<void>} */
function nextTask() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
