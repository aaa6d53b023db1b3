// The styles that formats give cells, as small numbers that the grid maps to classes. Pure.

/** The ten colours of formats, in the order of the palette; names of the design's accents. */
export const FORMAT_COLORS = Object.freeze(
  /** @type {const} */ (["red", "orange", "yellow", "lime", "green", "teal", "blue", "purple", "magenta", "gray"]),
);

/** Members of a style beside its colour, with their classes. */
const MARKS = /** @type {const} */ ([
  ["bold", "is-bold"],
  ["italic", "is-italic"],
  ["strike", "is-struck"],
  ["soft", "is-soft"],
]);
const MARK_SETS = 1 << MARKS.length;

/**
 * @typedef {object} Style
 * @property {typeof FORMAT_COLORS[number] | null} [color]
 * @property {boolean} [bold]
 * @property {boolean} [italic]
 * @property {boolean} [strike]
 * @property {boolean} [soft]  Second text colour.
 */

/** Id of the style that changes nothing. */
export const NO_STYLE = 0;
/** How many styles there are: ids are below this. */
export const STYLE_COUNT = (FORMAT_COLORS.length + 1) * MARK_SETS;

/** @type {readonly string[]} */
const CLASSES = Array.from({ length: STYLE_COUNT }, (_none, id) => {
  const { color, ...marks } = styleOf(id);
  const names = MARKS.filter(([mark]) => marks[mark]).map(([, name]) => name);
  return [...(color ? ["is-format", `is-format-${color}`] : []), ...names].join(" ");
});

/** @param {unknown} name @returns {name is typeof FORMAT_COLORS[number]} */
export function isFormatColor(name) {
  return FORMAT_COLORS.includes(/** @type {typeof FORMAT_COLORS[number]} */ (name));
}

/** Id of a style; equal styles have equal ids, which stay the same for ever. @param {Style} style */
export function styleId(style) {
  const color = isFormatColor(style.color) ? FORMAT_COLORS.indexOf(style.color) + 1 : 0;
  return color * MARK_SETS + MARKS.reduce((set, [mark], i) => set | (style[mark] ? 1 << i : 0), 0);
}

/** @param {number} id @returns {Required<Style>} */
export function styleOf(id) {
  const has = (/** @type {number} */ i) => (id & (1 << i)) !== 0;
  const color = FORMAT_COLORS[Math.floor(id / MARK_SETS) - 1] ?? null;
  return { color, bold: has(0), italic: has(1), strike: has(2), soft: has(3) };
}

/** Classes of a style, "" for none: `is-format is-format-red is-bold`. @param {number} id */
export function styleClasses(id) {
  return CLASSES[id] ?? "";
}
