// Filters of a list of sheets by owner and by project: a menu of those that there are, and a search for more.

import { projectPath } from "../api.js";
import { asApiError } from "../loader.js";
import { Dialog } from "./dialog.js";
import { el, need, uniqueId } from "./dom.js";
import { flag } from "./flag.js";
import { openMenu } from "./menu.js";
import { Picker } from "./picker.js";

/** @import { App, Target } from "../types.d.ts" */
/** @import { MenuItem, OpenMenu } from "./menu.js" */

/** @typedef {{ id: string, label: string, detail: string }} Choice */
/** @typedef {{ values: Choice[], hasMore: boolean }} Found */
/** @typedef {{ accountId: string, displayName: string | null, sheets: number }} OwnerBody */
/** @typedef {{ id: string, key: string, name: string }} ProjectBody */

/**
 * @param {HTMLElement} root
 * @param {App} app
 * @param {Target} target  The list's screen.
 * @param {(change: { owner?: string, project?: string }) => void} onChange
 * @param {AbortSignal} signal
 * @returns {{ clear: () => void }}
 */
export function connectListFilters(root, app, target, onChange, signal) {
  const ofProject = target.screen === "project" ? projectPath(target.projectKey ?? "", "/owners") : "";
  const me = root.dataset["account"] ?? "";
  const owner = root.querySelector("[data-filter=owner]");
  const project = root.querySelector("[data-filter=project]");
  /** @type {ListFilter[]} */
  const filters = [];
  if (owner instanceof HTMLElement)
    filters.push(
      new ListFilter(
        owner,
        {
          name: "Owner",
          any: "anyone",
          title: "Find an owner",
          first: me ? [{ id: me, label: "Me", detail: "" }] : [],
          find: async (query, asking) => {
            const answer = await app.api.get(`${ofProject || "api/v1/sheets/owners"}?${new URLSearchParams({ query })}`, {
              signal: asking,
            });
            const { values, hasMore } = /** @type {{ values: OwnerBody[], hasMore: boolean }} */ (answer);
            const detail = (/** @type {number} */ count) => (count === 1 ? "1 sheet" : `${app.format.number(count)} sheets`);
            return {
              values: values.map((one) => ({
                id: one.accountId,
                label: one.displayName ?? "Former user",
                detail: detail(one.sheets),
              })),
              hasMore,
            };
          },
          onChosen: (id) => onChange({ owner: id }),
        },
        signal,
      ),
    );
  if (project instanceof HTMLElement)
    filters.push(
      new ListFilter(
        project,
        {
          name: "Project",
          any: "any",
          title: "Find a project",
          first: [],
          find: (query, asking) => findProjects(app, query, asking),
          onChosen: (id) => onChange({ project: id }),
        },
        signal,
      ),
    );
  return { clear: () => filters.forEach((filter) => filter.clear()) };
}

/**
 * Projects with sheets that the person may open.
 * @param {App} app
 * @param {string} query
 * @param {AbortSignal} signal
 * @returns {Promise<Found>}
 */
export async function findProjects(app, query, signal) {
  const answer = await app.api.get(`api/v1/sheets/projects?${new URLSearchParams({ query })}`, { signal });
  const { values, hasMore } = /** @type {{ values: ProjectBody[], hasMore: boolean }} */ (answer);
  return { values: values.map(({ id, key, name }) => ({ id, label: name, detail: key })), hasMore };
}

/**
 * @typedef {object} FilterOptions
 * @property {string} name
 * @property {string} any  What the button says when nothing is chosen.
 * @property {string} title  Of the dialog that searches.
 * @property {Choice[]} first  Offered before all that are found.
 * @property {(query: string, signal: AbortSignal) => Promise<Found>} find
 * @property {(id: string) => void} onChosen  "" for any.
 */

class ListFilter {
  #button;
  #options;
  #signal;
  #chosen = "";
  /** @type {OpenMenu | null} */
  #menu = null;

  /** @param {HTMLElement} button @param {FilterOptions} options @param {AbortSignal} signal */
  constructor(button, options, signal) {
    this.#button = button;
    this.#options = options;
    this.#signal = signal;
    button.setAttribute("aria-haspopup", "menu");
    button.addEventListener("click", () => void this.#toggle(), { signal });
  }

  /** Choose nothing, without telling anybody. */
  clear() {
    this.#show("", this.#options.any);
  }

  async #toggle() {
    if (this.#menu) return this.#menu.close(true);
    const button = this.#button;
    if (button.getAttribute("aria-busy") === "true") return undefined;
    button.setAttribute("aria-busy", "true");
    try {
      const found = await this.#options.find("", this.#signal);
      if (!this.#signal.aborted) this.#openMenu(found);
    } catch (error) {
      if (!this.#signal.aborted) flag(asApiError(error).message, "warning");
    } finally {
      button.removeAttribute("aria-busy");
    }
    return undefined;
  }

  /** @param {Found} found */
  #openMenu({ values, hasMore }) {
    const { any, first, name, title } = this.#options;
    const rest = values.filter(({ id }) => !first.some((one) => one.id === id));
    /** @type {MenuItem[]} */
    const items = [{ id: "", label: any.charAt(0).toUpperCase() + any.slice(1), detail: "" }, ...first, ...rest].map(
      (choice, index) => ({
        label: choice.label,
        checked: choice.id === this.#chosen,
        startsGroup: rest.length > 0 && index === first.length + 1,
        run: () => this.#choose(choice.id, choice.id ? choice.label : any),
      }),
    );
    if (hasMore) items.push({ label: "Find another…", icon: "search", startsGroup: true, run: () => this.#search(title) });
    this.#button.setAttribute("aria-expanded", "true");
    this.#menu = openMenu(
      {
        label: name,
        at: this.#button.getBoundingClientRect(),
        items,
        owner: this.#button,
        onClose: (giveFocusBack) => {
          this.#menu = null;
          this.#button.setAttribute("aria-expanded", "false");
          if (giveFocusBack) this.#button.focus();
        },
      },
      this.#signal,
    );
  }

  /** @param {string} title */
  #search(title) {
    const input = el("input", { class: "input", id: uniqueId("find"), autocomplete: "off" });
    const place = el("div", { class: "form-row" }, el("label", { for: input.id }, this.#options.name), input);
    const dialog = new Dialog({ title, body: [place], size: "small" });
    new Picker(
      place,
      input,
      {
        find: this.#options.find,
        onChosen: (choice) => {
          if (!choice) return;
          dialog.close();
          this.#choose(choice.id, choice.label);
        },
        hint: "Type a name.",
        none: "Nobody and nothing has this name here.",
      },
      dialog.signal,
    );
    dialog.open(input);
  }

  /** @param {string} id @param {string} label */
  #choose(id, label) {
    this.#show(id, label);
    this.#options.onChosen(id);
  }

  /** @param {string} id @param {string} label */
  #show(id, label) {
    this.#chosen = id;
    need(this.#button, "[data-label]").textContent = `${this.#options.name}: ${label}`;
    this.#button.classList.toggle("is-in-use", id !== "");
  }
}
