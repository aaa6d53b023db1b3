// The keys of the grid, in one table: what they are called, what they do. Arrows alone are the grid's own.

/** @import { GridRange, Place } from "./range.js" */

/**
 * @typedef {object} GridCommand
 * @property {string} name
 * @property {string} label
 * @property {readonly string[]} keys  As `keysOf` writes them; Mod is Ctrl, or ⌘ on a Mac.
 * @property {(range: GridRange, at: Place) => void | Promise<void>} run
 */

/** @param {GridRange} range @param {Place} at @param {number} step */
function nextCell(range, at, step) {
  const width = range.columns.length;
  const place = at.y * width + at.x + step;
  return range.moveTo({ x: ((place % width) + width) % width, y: Math.floor(place / width) });
}

/** @type {readonly GridCommand[]} */
export const COMMANDS = [
  { name: "nextCell", label: "Next cell", keys: ["Tab"], run: (range, at) => nextCell(range, at, 1) },
  { name: "previousCell", label: "Previous cell", keys: ["Shift+Tab"], run: (range, at) => nextCell(range, at, -1) },
  { name: "nextRow", label: "Next row", keys: ["Enter"], run: (range, at) => range.moveTo({ x: at.x, y: at.y + 1 }) },
  {
    name: "previousRow",
    label: "Previous row",
    keys: ["Shift+Enter"],
    run: (range, at) => range.moveTo({ x: at.x, y: at.y - 1 }),
  },
  { name: "firstColumn", label: "First column", keys: ["Home"], run: (range, at) => range.moveTo({ x: 0, y: at.y }) },
  {
    name: "lastColumn",
    label: "Last column",
    keys: ["End"],
    run: (range, at) => range.moveTo({ x: Infinity, y: at.y }),
  },
  { name: "firstCell", label: "First cell", keys: ["Mod+Home"], run: (range) => range.moveTo({ x: 0, y: 0 }) },
  {
    name: "lastCell",
    label: "Last cell",
    keys: ["Mod+End"],
    run: (range) => range.moveTo({ x: Infinity, y: Infinity }),
  },
  {
    name: "pageDown",
    label: "One screen down",
    keys: ["PageDown"],
    run: (range, at) => range.moveTo({ x: at.x, y: at.y + range.pageSize }),
  },
  {
    name: "pageUp",
    label: "One screen up",
    keys: ["PageUp"],
    run: (range, at) => range.moveTo({ x: at.x, y: at.y - range.pageSize }),
  },
  { name: "growLeft", label: "Grow the selection", keys: ["Shift+ArrowLeft"], run: (range) => range.grow(-1, 0) },
  { name: "growRight", label: "Grow the selection", keys: ["Shift+ArrowRight"], run: (range) => range.grow(1, 0) },
  { name: "growUp", label: "Grow the selection", keys: ["Shift+ArrowUp"], run: (range) => range.grow(0, -1) },
  { name: "growDown", label: "Grow the selection", keys: ["Shift+ArrowDown"], run: (range) => range.grow(0, 1) },
  {
    name: "growLeftEdge",
    label: "Grow to the edge",
    keys: ["Mod+Shift+ArrowLeft"],
    run: (range) => range.grow(-Infinity, 0),
  },
  {
    name: "growRightEdge",
    label: "Grow to the edge",
    keys: ["Mod+Shift+ArrowRight"],
    run: (range) => range.grow(Infinity, 0),
  },
  {
    name: "growUpEdge",
    label: "Grow to the edge",
    keys: ["Mod+Shift+ArrowUp"],
    run: (range) => range.grow(0, -Infinity),
  },
  {
    name: "growDownEdge",
    label: "Grow to the edge",
    keys: ["Mod+Shift+ArrowDown"],
    run: (range) => range.grow(0, Infinity),
  },
  { name: "wholeRow", label: "Whole row", keys: ["Shift+Space"], run: (range, at) => range.selectRows(at.y, at.y) },
  {
    name: "wholeColumn",
    label: "Whole column",
    keys: ["Mod+Space"],
    run: (range, at) => range.selectColumns(at.x, at.x),
  },
  { name: "everything", label: "Everything", keys: ["Mod+a"], run: (range) => range.selectAll() },
  { name: "openIssue", label: "Open the issue", keys: ["Mod+Enter"], run: (range, at) => range.openIssue(at.y) },
];

/** @type {ReadonlyMap<string, GridCommand>} */
const BY_KEYS = new Map(COMMANDS.flatMap((command) => command.keys.map((keys) => [keys, command])));

/** @param {KeyboardEvent} event */
export function commandOf(event) {
  return event.altKey ? undefined : BY_KEYS.get(keysOf(event));
}

/** How a key press is written in the table: "Mod+Shift+ArrowLeft". @param {Pick<KeyboardEvent, "ctrlKey" | "metaKey" | "shiftKey" | "key">} event */
export function keysOf({ ctrlKey, metaKey, shiftKey, key }) {
  const name = key === " " ? "Space" : key.length === 1 ? key.toLowerCase() : key;
  return `${ctrlKey || metaKey ? "Mod+" : ""}${shiftKey ? "Shift+" : ""}${name}`;
}
