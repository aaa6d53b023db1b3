// The bar above the grid: one stop for Tab, arrows move inside. Views and row height; what is not built is not shown.

import { connectMenu } from "./menu.js";
import { need } from "./dom.js";

/** @import { Density, SheetView } from "../types.d.ts" */

/** @type {Readonly<Record<Density, string>>} */
const DENSITY_LABELS = { compact: "Compact rows", standard: "Standard rows", tall: "Tall rows" };

/**
 * @typedef {object} ToolbarOptions
 * @property {readonly SheetView[]} views
 * @property {string} viewId
 * @property {Density} density
 * @property {(viewId: string) => void} onView
 * @property {(density: Density) => void} onDensity
 * @property {() => void} onReload
 */

export class Toolbar {
  #options;

  /** @param {HTMLElement} root @param {ToolbarOptions} options @param {AbortSignal} signal */
  constructor(root, options, signal) {
    this.#options = { ...options };
    const views = need(root, "[data-view-menu]");
    const label = need(views, "[data-label]");
    const showView = () => {
      label.textContent = this.#options.views.find((view) => view.id === this.#options.viewId)?.name ?? "All columns";
    };
    showView();
    connectMenu(
      views,
      () =>
        this.#options.views.map((view) => ({
          label: view.name,
          checked: view.id === this.#options.viewId,
          run: () => {
            this.#options.viewId = view.id;
            showView();
            this.#options.onView(view.id);
          },
        })),
      signal,
    );
    connectMenu(need(root, "[data-density-menu]"), () => this.#densities(), signal);
    need(root, "[data-reload]").addEventListener("click", () => this.#options.onReload(), { signal });
    connectArrows(root, signal);
  }

  #densities() {
    return /** @type {Density[]} */ (["compact", "standard", "tall"]).map((density) => ({
      label: DENSITY_LABELS[density],
      checked: density === this.#options.density,
      run: () => {
        this.#options.density = density;
        this.#options.onDensity(density);
      },
    }));
  }
}

/** Arrow keys inside a toolbar that is one tab stop. @param {HTMLElement} toolbar @param {AbortSignal} signal */
export function connectArrows(toolbar, signal) {
  const items = () => /** @type {HTMLElement[]} */ ([...toolbar.querySelectorAll("button:not([disabled])")]);
  items().forEach((item, index) => (item.tabIndex = index === 0 ? 0 : -1));
  toolbar.addEventListener(
    "keydown",
    (event) => {
      const all = items();
      const at = all.indexOf(/** @type {HTMLElement} */ (document.activeElement));
      const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
      if (at < 0 || to === undefined) return;
      event.preventDefault();
      const next = all[(to + all.length) % all.length];
      for (const item of all) item.tabIndex = item === next ? 0 : -1;
      next?.focus();
    },
    { signal },
  );
}
