// The levels of a structure, from the outside in: put in order, inserted, chosen, removed.

import { MAX_LEVELS, canGroup, levelTitle, levelWords } from "../state/structures.js";
import { moved } from "../state/view-draft.js";
import { el, icon } from "./dom.js";
import { iconButton, select } from "./form-parts.js";
import { connectMenu } from "./menu.js";
import { connectReorder, grip } from "./reorder.js";

/** @import { ColumnInfo } from "../types.d.ts" */
/** @import { Level, Names } from "../state/structures.js" */
/** @import { FieldInfo } from "./fields.js" */

/** @type {Readonly<Record<string, string>>} */
const ICONS = { parent: "tree", link: "link", group: "list" };

/**
 * @typedef {object} LevelContext
 * @property {readonly ColumnInfo[]} columns  Of the sheet.
 * @property {readonly FieldInfo[]} fields  Of the site, as the person sees them.
 * @property {Names} names
 * @property {string} linkProblem  Why there are no link types; "" when there are.
 */

export class LevelEditor {
  #host;
  #context;
  #onChange;
  #signal;
  /** Ends with the drawing: menus belong to their buttons. */
  #drawing = new AbortController();
  /** @type {readonly Level[]} */
  #levels = [];
  #list = el("ol", { class: "structure-levels", "aria-label": "Levels in their order" });

  /**
   * @param {HTMLElement} host
   * @param {LevelContext} context
   * @param {(levels: Level[]) => void} onChange
   * @param {AbortSignal} signal
   */
  constructor(host, context, onChange, signal) {
    this.#host = host;
    this.#context = context;
    this.#onChange = onChange;
    this.#signal = signal;
    connectReorder(this.#list, (from, to) => this.#set(moved(this.#levels, from, to)), signal);
    signal.addEventListener("abort", () => this.#drawing.abort());
  }

  /** @param {readonly Level[]} levels */
  show(levels) {
    this.#levels = levels;
    this.#draw();
  }

  /** @param {Level[]} levels */
  #set(levels) {
    this.#levels = levels;
    this.#draw();
    this.#onChange(levels);
  }

  #draw() {
    this.#drawing.abort();
    this.#drawing = new AbortController();
    const { signal } = this.#drawing;
    this.#list.replaceChildren(...this.#levels.map((level, i) => this.#entry(level, i, signal)));
    const isFull = this.#levels.length >= MAX_LEVELS;
    const add = isFull
      ? el("p", { class: "hint" }, `A structure has at most ${MAX_LEVELS} levels.`)
      : this.#adder("Add level", this.#levels.length, "level-add", signal);
    this.#host.replaceChildren(...(this.#levels.length > 0 ? [this.#list] : []), add);
  }

  /** @param {Level} level @param {number} i @param {AbortSignal} signal */
  #entry(level, i, signal) {
    const canInsert = i > 0 && this.#levels.length < MAX_LEVELS;
    const head = el("div", { class: "row" });
    const words = el("p", { class: "small subtle level-words" });
    const describe = (/** @type {Level} */ now) => {
      const title = levelTitle(now, this.#context.names);
      head.replaceChildren(
        grip(title),
        el("span", { class: "tag figures" }, String(i + 1)),
        icon(ICONS[now.kind] ?? "info"),
        el("h3", { class: "grow cut" }, title),
        iconButton("trash", `Remove the level ${title}`, () => this.#remove(i)),
      );
      words.textContent = levelWords(now, this.#context.names);
    };
    describe(level);
    // The choice itself stays as it is: who types in it, types on.
    const set = (/** @type {Level} */ next) => {
      const levels = this.#levels.map((one, at) => (at === i ? next : one));
      this.#levels = levels;
      describe(next);
      this.#onChange(levels);
    };
    return el(
      "li",
      { class: "level-place", "data-entry": true },
      canInsert ? this.#adder("Insert level", i, "is-small level-insert", signal) : null,
      el("div", { class: "box structure-level" }, head, words, this.#choices(level, set)),
    );
  }

  /** @param {Level} level @param {(level: Level) => void} set */
  #choices(level, set) {
    if (level.kind === "group") {
      return select(this.#groupFields(), level.field, (field) => set({ ...level, field }), {
        label: "Field to group by",
      });
    }
    if (level.kind !== "link") return null;
    if (this.#context.linkProblem) return el("p", { class: "hint is-bad" }, icon("warning"), this.#context.linkProblem);
    return select(
      this.#linkOptions(),
      linkKey(level.type, level.direction),
      (key) => {
        const [direction, type] = splitKey(key);
        set({ ...level, type, direction });
      },
      { label: "Link to follow down" },
    );
  }

  #groupFields() {
    const inSheet = new Set(this.#context.columns.map(({ field }) => field));
    const fields = this.#context.fields.filter(canGroup).map(({ id, name }) => ({ id, label: name }));
    const byName = (/** @type {{ label: string }} */ a, /** @type {{ label: string }} */ b) =>
      a.label.localeCompare(b.label);
    return [
      ...fields.filter(({ id }) => inSheet.has(id)).map((one) => ({ ...one, group: "Columns of this sheet" })),
      ...fields
        .filter(({ id }) => !inSheet.has(id))
        .sort(byName)
        .map((one) => ({ ...one, group: "Other fields" })),
    ];
  }

  #linkOptions() {
    return this.#context.names.linkTypes.flatMap(({ name, inward, outward }) => {
      const down = { id: linkKey(name, "outward"), label: `${outward}  (${name})` };
      // A link that reads the same from both ends is one choice.
      return inward === outward ? [down] : [down, { id: linkKey(name, "inward"), label: `${inward}  (${name})` }];
    });
  }

  /** @param {string} label @param {number} at @param {string} classes @param {AbortSignal} signal */
  #adder(label, at, classes, signal) {
    const button = el("button", { type: "button", class: `button ${classes}` }, icon("plus"), label);
    const insert = (/** @type {Level} */ level) => {
      this.#set([...this.#levels.slice(0, at), level, ...this.#levels.slice(at)]);
      const place = this.#list.querySelectorAll(".level-place")[at];
      const first = place?.querySelector("select") ?? place?.querySelector("[data-grip]");
      if (first instanceof HTMLElement) first.focus();
    };
    const [firstLink] = this.#context.names.linkTypes;
    const firstField = this.#groupFields()[0];
    connectMenu(
      button,
      () => [
        ...(this.#levels.some(({ kind }) => kind === "parent")
          ? []
          : [{ label: "Parents", icon: "tree", run: () => insert({ kind: "parent" }) }]),
        ...(firstLink
          ? [
              {
                label: "Issue links",
                icon: "link",
                run: () => insert({ kind: "link", type: firstLink.name, direction: /** @type {const} */ ("outward") }),
              },
            ]
          : []),
        ...(firstField
          ? [{ label: "Group by a field", icon: "list", run: () => insert({ kind: "group", field: firstField.id }) }]
          : []),
      ],
      signal,
    );
    return button;
  }

  /** @param {number} i */
  #remove(i) {
    this.#set(this.#levels.filter((_level, at) => at !== i));
    const places = this.#list.querySelectorAll(".level-place [data-grip]");
    const next = places[Math.min(i, places.length - 1)] ?? this.#host.querySelector(".level-add");
    if (next instanceof HTMLElement && !this.#signal.aborted) next.focus();
  }
}

/** @param {string} type @param {"inward" | "outward"} direction */
function linkKey(type, direction) {
  return `${direction} ${type}`;
}

/** @param {string} key @returns {["inward" | "outward", string]} */
function splitKey(key) {
  const at = key.indexOf(" ");
  return [key.startsWith("inward") ? "inward" : "outward", key.slice(at + 1)];
}
