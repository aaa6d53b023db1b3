// A list of sheets: search, tabs, filters, orders and pages of the server, stars, the keyboard. The server renders each
// page; what it sends takes the place of the page before, or is put below it.

import { projectPath } from "../api.js";
import { asApiError } from "../loader.js";
import { countText, EVERYTHING, sortedBy, toParams } from "../state/list-query.js";
import { copyLink } from "./copy-link.js";
import { icon, isPlainClick, need } from "./dom.js";
import { flag } from "./flag.js";
import { connectListFilters } from "./list-filter.js";
import { announce } from "./live.js";
import { openSheetMenu } from "./sheet-menu.js";
import { writeTimes } from "./times.js";

/** @import { App, Target } from "../types.d.ts" */
/** @import { ListQuery, Only, SortId } from "../state/list-query.js" */

const ASK_AFTER_MS = 250;

export class SheetList {
  #root;
  #app;
  #signal;
  #target;
  /** @type {ListQuery} */
  #query = { ...EVERYTHING };
  #asking = new AbortController();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #search;
  #filters;

  /**
   * @param {HTMLElement} root  The screen; one without `data-results` has no list and is left alone.
   * @param {App} app
   * @param {Target} target  Where the list's pages come from.
   * @param {AbortSignal} signal
   */
  constructor(root, app, target, signal) {
    this.#root = root;
    this.#app = app;
    this.#target = target;
    this.#signal = signal;
    this.#search = /** @type {HTMLInputElement} */ (need(root, "[data-search]"));
    this.#filters = connectListFilters(root, app, target, (change) => this.#ask(change), signal);
    this.#search.addEventListener("input", () => this.#typed(), { signal });
    root.addEventListener("keydown", (event) => this.#onKey(event), { signal });
    root.addEventListener("click", (event) => this.#onClick(event), { signal });
    signal.addEventListener("abort", () => this.#stop());
    this.#count();
    if (this.#search.value.trim()) this.#typed(); // typed before the scripts had come
  }

  /** Show the list anew: sheets came or went. */
  async reload() {
    if (this.#root.isConnected) return this.#ask({});
    // The list gave way to the screen of a project without sheets, which is not up to date either.
    if (document.querySelector(`[data-screen="${this.#target.screen}"]`)) await this.#app.go(this.#target);
  }

  get #results() {
    return need(this.#root, "[data-results]");
  }

  #stop() {
    clearTimeout(this.#timer);
    this.#asking.abort();
  }

  #typed() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask({ words: this.#search.value }), ASK_AFTER_MS);
  }

  /** @param {Partial<ListQuery>} change */
  async #ask(change) {
    this.#query = { ...this.#query, ...change };
    const results = await this.#fetch("");
    if (!results) return;
    const focused = focusOf(this.#results);
    this.#results.replaceWith(results);
    if (focused) /** @type {HTMLElement | null} */ (results.querySelector(focused))?.focus();
    this.#showTabs(results);
    this.#count();
    announce(need(this.#root, "[data-shown]").textContent ?? "");
  }

  async #more() {
    const cursor = this.#results.dataset["next"] ?? "";
    const page = cursor ? await this.#fetch(cursor) : null;
    if (!page) return;
    const rows = /** @type {HTMLElement[]} */ ([...page.querySelectorAll("[data-row]")]);
    const shown = new Set(this.#rows().map(placeOf));
    // A sheet that was changed meanwhile may come again: it is shown once.
    const added = rows.filter((row) => !shown.has(placeOf(row)));
    need(this.#results, "[data-rows]").append(...added);
    this.#results.dataset["next"] = page.dataset["next"] ?? "";
    this.#results.dataset["total"] = page.dataset["total"] ?? "";
    need(this.#results, "[data-load-more]").hidden = !page.dataset["next"];
    this.#count();
    announce(`${added.length} more. ${need(this.#root, "[data-shown]").textContent}`);
    added[0]?.querySelector("a")?.focus();
  }

  /**
   * @param {string} cursor
   * @returns {Promise<HTMLElement | null>} null when it is not wanted any more, or did not come: that was said then
   */
  async #fetch(cursor) {
    this.#stop();
    const asking = new AbortController();
    this.#asking = asking;
    this.#results.setAttribute("aria-busy", "true");
    try {
      const params = toParams(this.#query, cursor);
      const html = await this.#app.api.fragment(this.#target, { params, signal: asking.signal });
      if (asking.signal.aborted) return null;
      const parsed = new DOMParser().parseFromString(html, "text/html");
      const found = parsed.querySelector("[data-results]");
      if (!(found instanceof HTMLElement)) {
        await this.#app.go(this.#target); // refused meanwhile, or all of it was deleted: the whole screen says so
        return null;
      }
      const own = document.importNode(found, true);
      writeTimes(own, this.#app.format);
      return own;
    } catch (error) {
      if (!asking.signal.aborted) flag(asApiError(error).message, "warning");
      return null;
    } finally {
      if (this.#asking === asking) this.#results.removeAttribute("aria-busy");
    }
  }

  /** @param {HTMLElement} results */
  #showTabs(results) {
    for (const tab of this.#root.querySelectorAll("[data-only]")) {
      const only = tab.getAttribute("data-only") ?? "";
      tab.setAttribute("aria-pressed", String(only === this.#query.only));
      need(tab, "[data-count]").textContent = results.dataset[only] ?? "";
    }
    const trash = this.#root.querySelector("[data-trash-count]");
    if (!(trash instanceof HTMLElement)) return;
    trash.textContent = results.dataset["trash"] ?? "";
    trash.hidden = trash.textContent === "0";
  }

  #count() {
    const total = Number(this.#results.dataset["total"]);
    const text = countText(this.#rows().length, total, (value) => this.#app.format.number(value));
    need(this.#root, "[data-shown]").textContent = text;
  }

  /** @returns {HTMLElement[]} */
  #rows() {
    return [...this.#results.querySelectorAll("[data-row]")].filter((row) => row instanceof HTMLElement);
  }

  /** @param {MouseEvent} event */
  #onClick(event) {
    const target = event.target instanceof Element ? event.target : null;
    const tab = target?.closest("[data-only]");
    const head = target?.closest("[data-sort]");
    if (tab) void this.#ask({ only: /** @type {Only} */ (tab.getAttribute("data-only")), sort: "", dir: "" });
    else if (head) void this.#ask(sortedBy(this.#query, sortOf(head), orderShown(head)));
    else if (target?.closest("[data-load-more]")) void this.#more();
    else if (target?.closest("[data-clear]")) this.#clear();
    else this.#onRowClick(event, target);
  }

  /** A click on a row counts as one on its name. @param {MouseEvent} event @param {Element | null} target */
  #onRowClick(event, target) {
    const row = target?.closest("[data-row]");
    if (!(row instanceof HTMLElement) || !isPlainClick(event)) return;
    const more = target?.closest("[data-more]");
    if (target?.closest("[data-star]")) void this.#star(row);
    else if (target?.closest("[data-copy-link]")) void copyLink(this.#app, targetOf(row));
    else if (more instanceof HTMLElement)
      openSheetMenu(this.#app, row, more, { open: () => this.#open(row), onChange: () => void this.reload() }, this.#signal);
    else if (target?.closest("[data-open]") || (!target?.closest("button") && getSelection()?.isCollapsed !== false)) {
      event.preventDefault();
      this.#open(row);
    }
  }

  /** @param {HTMLElement} row */
  #open(row) {
    void this.#app.go(targetOf(row));
  }

  #clear() {
    this.#search.value = "";
    this.#filters.clear();
    void this.#ask({ ...EVERYTHING }).then(() => this.#search.focus());
  }

  /** Shown at once; taken back when the server does not keep it. @param {HTMLElement} row */
  async #star(row) {
    const button = need(row, "[data-star]");
    const isFavourite = button.getAttribute("aria-pressed") !== "true";
    const show = (/** @type {boolean} */ on) => {
      button.setAttribute("aria-pressed", String(on));
      button.replaceChildren(icon(on ? "star-filled" : "star"));
      const badge = need(this.#root, "[data-count=favourites]");
      badge.textContent = String(Math.max(0, Number(badge.textContent) + (on ? 1 : -1)));
    };
    show(isFavourite);
    const { projectKey = "", sheet = "" } = targetOf(row);
    const path = projectPath(projectKey, `/sheets/${encodeURIComponent(sheet)}/favourite`);
    try {
      await this.#app.api.write(isFavourite ? "PUT" : "DELETE", path, {});
    } catch (error) {
      show(!isFavourite);
      flag(asApiError(error).message, "warning");
    }
  }

  /** Arrows go from row to row and stay in their column; down from the search leads into the list. @param {KeyboardEvent} event */
  #onKey(event) {
    const target = event.target instanceof Element ? event.target : null;
    if (!target || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (target === this.#search) {
      if (event.key === "Escape" && this.#search.value) {
        this.#search.value = "";
        void this.#ask({ words: "" });
      } else if (event.key === "Enter") void this.#ask({ words: this.#search.value });
      else if (event.key === "ArrowDown") this.#rows()[0]?.querySelector("a")?.focus();
      else return;
      event.preventDefault();
      return;
    }
    const row = target.closest("[data-row]");
    if (!(row instanceof HTMLElement)) return;
    const rows = this.#rows();
    const at = rows.indexOf(row);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    if (to < 0) this.#search.focus();
    else /** @type {HTMLElement | null} */ (rows[to]?.querySelector(controlOf(target)) ?? null)?.focus();
  }
}

/** @param {HTMLElement} row @returns {Target} */
export function targetOf(row) {
  return { screen: "sheet", projectKey: row.dataset["projectKey"] ?? "", sheet: row.dataset["sheet"] ?? "" };
}

/** Sheets of two projects may share an id. @param {HTMLElement} row */
function placeOf(row) {
  return `${row.dataset["projectId"]} ${row.dataset["sheet"]}`;
}

/** @param {Element} head @returns {SortId} */
function sortOf(head) {
  return /** @type {SortId} */ (head.getAttribute("data-sort"));
}

/** @param {Element} head */
function orderShown(head) {
  const sorted = head.closest("thead")?.querySelector("[aria-sort] [data-sort]");
  const dir = sorted?.closest("[aria-sort]")?.getAttribute("aria-sort") === "ascending" ? "asc" : "desc";
  return { sort: sorted?.getAttribute("data-sort") ?? "", dir };
}

/** Selector of the control of a row that has the focus. @param {Element} target */
function controlOf(target) {
  return ["[data-star]", "[data-copy-link]", "[data-more]"].find((selector) => target.matches(selector)) ?? "a[data-open]";
}

/** How to find what has the focus in a list that takes the place of this one; "" when nothing in it has. @param {HTMLElement} results */
function focusOf(results) {
  const focused = document.activeElement;
  if (!focused || !results.contains(focused)) return "";
  const sort = focused.getAttribute("data-sort");
  if (sort) return `[data-sort="${sort}"]`;
  return "a[data-open], [data-clear]";
}
