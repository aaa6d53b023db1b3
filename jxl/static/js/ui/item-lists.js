// The views, structures and formats of a sheet as lists: open, rename, copy, delete with undo, set as default. Each act is
// saved by itself.

import { asApiError } from "../loader.js";
import { copyName } from "../state/item-lists.js";
import { askName } from "./ask-name.js";
import { el, icon, isPlainClick } from "./dom.js";
import { flag } from "./flag.js";
import { connectMenu } from "./menu.js";

/** @import { ItemKind, SheetClient, SheetItem } from "../sheet-client.js" */
/** @import { App, Target } from "../types.d.ts" */
/** @import { MenuItem } from "./menu.js" */

/** @type {readonly { kind: ItemKind, title: string, one: string, add: string, none: string, limit: number }[]} */
const LISTS = [
  { kind: "views", title: "Views", one: "view", add: "", none: "No views.", limit: 100 },
  { kind: "structures", title: "Structures", one: "structure", add: "New structure", none: "No structures yet.", limit: 50 },
  { kind: "formats", title: "Formats", one: "format", add: "New format", none: "No formats yet.", limit: 200 },
];

export class ItemLists {
  #host;
  #app;
  #client;
  #projectKey;
  #mayChange;
  #signal;
  /** Ends with what is drawn now. */
  #drawn = new AbortController();

  /**
   * @param {HTMLElement} host
   * @param {{ app: App, client: SheetClient, projectKey: string, mayChange: boolean }} data
   * @param {AbortSignal} signal
   */
  constructor(host, { app, client, projectKey, mayChange }, signal) {
    this.#host = host;
    this.#app = app;
    this.#client = client;
    this.#projectKey = projectKey;
    this.#mayChange = mayChange;
    this.#signal = signal;
    client.onChange(() => this.#draw(), signal);
    signal.addEventListener("abort", () => this.#drawn.abort());
    this.#draw();
  }

  #draw() {
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset["item"] : undefined;
    this.#drawn.abort();
    this.#drawn = new AbortController();
    this.#host.replaceChildren(...LISTS.map((list) => this.#list(list)));
    if (!focused) return;
    const same = this.#host.querySelector(`[data-item="${CSS.escape(focused)}"]`);
    if (same instanceof HTMLElement) same.focus();
  }

  /** @param {typeof LISTS[number]} list */
  #list({ kind, title, one, add, none, limit }) {
    const items = this.#items(kind);
    const isFull = items.length >= limit;
    const button = el(
      "button",
      {
        type: "button",
        class: "button is-link",
        "aria-disabled": isFull ? "true" : null,
        "data-tip": isFull ? `A sheet has at most ${limit} ${kind}.` : null,
        onclick: () => {
          if (!isFull) void this.#app.go(this.#target(kind, "new"));
        },
      },
      add,
    );
    const entries = items.map((item) => this.#entry(kind, one, item, items));
    return el(
      "section",
      {},
      el("div", { class: "item-head" }, el("h3", {}, `${title} (${items.length})`), add && this.#mayChange ? button : null),
      items.length ? el("ul", { class: "item-list" }, ...entries) : el("p", { class: "hint" }, none),
    );
  }

  /** @param {ItemKind} kind @param {string} one @param {SheetItem} item @param {SheetItem[]} items */
  #entry(kind, one, item, items) {
    const isDefault = kind === "views" && this.#client.sheet.defaultView === item.id;
    const link = el("a", { href: `#${kind}`, class: "cut", "data-item": `${kind}-${item.id}` }, item.name);
    link.addEventListener("click", (event) => {
      if (!isPlainClick(event)) return;
      event.preventDefault();
      void this.#app.go(this.#target(kind, item.id));
    });
    const more = el(
      "button",
      {
        type: "button",
        class: "button is-ghost is-icon is-small",
        "aria-label": `More for ${one} ${item.name}`,
        "data-item": `more-${kind}-${item.id}`,
      },
      icon("more"),
    );
    if (this.#mayChange) connectMenu(more, () => this.#menu(kind, one, item, items, isDefault), this.#drawn.signal);
    return el(
      "li",
      {},
      link,
      isDefault ? el("span", { class: "lozenge is-progress" }, "Default") : null,
      item["enabled"] === false ? el("span", { class: "lozenge" }, "Off") : null,
      el("span", { class: "grow" }),
      this.#mayChange ? more : null,
    );
  }

  /** @param {ItemKind} kind @param {string} one @param {SheetItem} item @param {SheetItem[]} items @param {boolean} isDefault @returns {MenuItem[]} */
  #menu(kind, one, item, items, isDefault) {
    const names = items.map(({ name }) => name);
    const isLast = kind === "views" && items.length === 1;
    /** @type {MenuItem[]} */
    const menu = [
      { label: "Rename", run: () => void this.#rename(kind, one, item) },
      {
        label: "Copy",
        icon: "copy",
        run: () => void this.#act(() => this.#client.addItem(kind, { ...item, id: undefined, name: copyName(item.name, names) })),
      },
    ];
    if (kind === "views" && !isDefault)
      menu.push({
        label: "Set as default",
        icon: "star",
        run: () => void this.#act(() => this.#client.change({ defaultView: item.id }), `“${item.name}” opens first now`),
      });
    menu.push({
      label: "Delete",
      icon: "trash",
      startsGroup: true,
      run: () => void this.#remove(kind, item),
      ...(isLast ? { disabled: "A sheet has at least one view." } : {}),
    });
    return menu;
  }

  /** @param {ItemKind} kind @param {string} one @param {SheetItem} item */
  async #rename(kind, one, item) {
    const name = await askName({ title: `Rename the ${one}`, action: "Rename", value: item.name });
    if (name !== null && name !== item.name) await this.#act(() => this.#client.saveItem(kind, { ...item, name }));
  }

  /** @param {ItemKind} kind @param {SheetItem} item */
  async #remove(kind, item) {
    await this.#act(async () => {
      const undo = await this.#client.removeItem(kind, item.id);
      flag(`“${item.name}” is deleted`, "done", { label: "Undo", run: () => void this.#act(undo) });
    });
  }

  /** @param {() => Promise<unknown>} act @param {string} [done] */
  async #act(act, done) {
    try {
      await act();
      if (done) flag(done);
    } catch (error) {
      if (!this.#signal.aborted) flag(`Not saved. ${asApiError(error).message}`, "warning");
    }
  }

  /** @param {ItemKind} kind @returns {SheetItem[]} */
  #items(kind) {
    return /** @type {SheetItem[]} */ (/** @type {unknown} */ (this.#client.sheet[kind] ?? []));
  }

  /** @param {ItemKind} kind @param {string} id @returns {Target} */
  #target(kind, id) {
    const place = { projectKey: this.#projectKey, sheet: this.#client.sheet.id };
    if (kind === "views") return { screen: "sheet", ...place, view: id };
    return { screen: kind === "formats" ? "formats" : "structure", ...place, item: id };
  }
}
