// How the value of a condition is asked for: one field for each kind of value that operators take.

import { readCount, readOffset } from "../state/days.js";
import { RELATIVE_DAYS, STATUS_CATEGORIES, familyOf } from "../state/operators.js";
import { parseDuration, parseNumber } from "../state/typed-values.js";
import { ChoiceButton } from "./choice-button.js";
import { el } from "./dom.js";

/** @import { ColumnInfo, Condition } from "../types.d.ts" */
/** @import { Format } from "../state/format.js" */
/** @import { ValueEditor } from "../state/operators.js" */
/** @import { ChoiceItem } from "./choice-button.js" */

/** A value as it is typed or chosen says it to people, too. @typedef {Pick<Condition, "value" | "text" | "order">} Typed */

/**
 * @typedef {object} EditorContext
 * @property {ColumnInfo} column
 * @property {Condition} condition
 * @property {Format} format
 * @property {(columnId: string) => Promise<(ChoiceItem & { order?: number })[]>} loadValues
 * @property {(typed: Typed) => void} onChange
 */

const ME = { id: "\u0000me", text: "Me" };
const UNITS = /** @type {const} */ (["day", "week", "month", "quarter", "year"]);

/** @param {ValueEditor} kind @param {EditorContext} context @returns {HTMLElement[]} */
export function valueEditor(kind, context) {
  return EDITORS[kind](context);
}

/** @type {Readonly<Record<ValueEditor, (context: EditorContext) => HTMLElement[]>>} */
const EDITORS = {
  none: () => [],
  text: textEditor,
  texts: (context) => choices(context, true, true),
  number: (context) => [numberField(context, "Value", context.condition.value, (value) => context.onChange({ value }))],
  numbers: numbersEditor,
  numberRange: numberRange,
  day: (context) => dayField("Day", context.condition.value, (value) => context.onChange({ value })),
  dayRange: dayRange,
  span: spanEditor,
  choice: (context) => choices(context, false, false),
  choices: (context) => choices(context, true, false),
  categories: categoriesEditor,
};

/** @param {EditorContext} context */
function textEditor({ condition, onChange }) {
  const input = el("input", {
    class: "input is-small",
    type: "text",
    "aria-label": "Value",
    value: typeof condition.value === "string" ? condition.value : "",
    oninput: () => onChange({ value: input.value }),
  });
  return [input];
}

/**
 * @param {EditorContext} context
 * @param {string} label
 * @param {unknown} value
 * @param {(value: number | null) => void} set
 */
function numberField({ column, format }, label, value, set) {
  const isDuration = familyOf(column) === "duration";
  const parse = isDuration ? parseDuration : parseNumber;
  const shown = typeof value !== "number" ? "" : isDuration ? format.duration(value) : String(value);
  const input = el("input", {
    class: "input is-small",
    type: "text",
    inputmode: isDuration ? "text" : "decimal",
    placeholder: isDuration ? "1h 30m" : "",
    "aria-label": label,
    value: shown,
    oninput: () => {
      const typed = parse(input.value);
      const isBad = input.value.trim() !== "" && typed === null;
      input.toggleAttribute("aria-invalid", isBad);
      set(typed);
    },
  });
  return input;
}

/** @param {EditorContext} context */
function numberRange(context) {
  const pair = Array.isArray(context.condition.value) ? [...context.condition.value] : [null, null];
  const set = (/** @type {0 | 1} */ i) => (/** @type {number | null} */ value) => {
    pair[i] = value;
    context.onChange({ value: [pair[0] ?? null, pair[1] ?? null] });
  };
  return [
    numberField(context, "From", pair[0], set(0)),
    el("span", { class: "small subtle" }, "and"),
    numberField(context, "To", pair[1], set(1)),
  ];
}

/** @param {EditorContext} context */
function numbersEditor({ column, condition, format, onChange }) {
  const isDuration = familyOf(column) === "duration";
  const parse = isDuration ? parseDuration : parseNumber;
  const value = Array.isArray(condition.value) ? condition.value : [];
  const input = el("input", {
    class: "input is-small",
    type: "text",
    placeholder: isDuration ? "1h; 2h" : "1; 2; 3",
    "aria-label": "Values, with semicolons between them",
    value: value.map((one) => (typeof one === "number" && isDuration ? format.duration(one) : String(one))).join("; "),
    oninput: () => {
      const parts = input.value.split(";").filter((part) => part.trim() !== "");
      const typed = parts.map(parse);
      input.toggleAttribute("aria-invalid", typed.includes(null));
      onChange({ value: typed.filter((one) => one !== null) });
    },
  });
  return [input];
}

/**
 * A day by name, by distance from today, or by date.
 * @param {string} label
 * @param {unknown} value
 * @param {(value: unknown) => void} set
 * @returns {HTMLElement[]}
 */
function dayField(label, value, set) {
  const offset = readOffset(/** @type {{ relative?: unknown } | null} */ (value)?.relative);
  const named = RELATIVE_DAYS.findIndex(
    (one) => one.value.relative.unit === offset?.unit && one.value.relative.offset === offset.offset,
  );
  const mode = offset === null ? "date" : named >= 0 ? String(named) : "distance";
  const place = el("span", { class: "day-field" });
  const draw = (/** @type {string} */ chosen, /** @type {unknown} */ start) => {
    place.replaceChildren(select, ...(chosen === "date" ? [dateInput(label, start, set)] : []));
    if (chosen === "distance") place.append(...distanceInputs(label, start, set));
  };
  const select = el(
    "select",
    {
      class: "input is-small",
      "aria-label": label,
      onchange: () => {
        const chosen = RELATIVE_DAYS[Number(select.value)];
        const start = chosen?.value ?? (select.value === "distance" ? { relative: { unit: "day", offset: 7 } } : "");
        draw(select.value, start);
        set(start);
      },
    },
    el("option", { value: "date", selected: mode === "date" }, "a date"),
    el("option", { value: "distance", selected: mode === "distance" }, "days from today"),
    ...RELATIVE_DAYS.map((one, i) => el("option", { value: String(i), selected: mode === String(i) }, one.label)),
  );
  draw(mode, value);
  return [place];
}

/** @param {string} label @param {unknown} value @param {(value: unknown) => void} set */
function dateInput(label, value, set) {
  const input = el("input", {
    class: "input is-small",
    type: "date",
    "aria-label": `${label}, date`,
    value: typeof value === "string" ? value.slice(0, 10) : "",
    onchange: () => set(input.value),
  });
  return input;
}

/** @param {string} label @param {unknown} value @param {(value: unknown) => void} set */
function distanceInputs(label, value, set) {
  const offset = readOffset(/** @type {{ relative?: unknown }} */ (value).relative) ?? { unit: "day", offset: 7 };
  const count = el("input", {
    class: "input is-small is-count",
    type: "number",
    min: 0,
    max: 10000,
    "aria-label": `${label}, how many`,
    value: String(Math.abs(offset.offset)),
  });
  const unit = unitSelect(label, offset.unit);
  const direction = el(
    "select",
    { class: "input is-small", "aria-label": `${label}, direction` },
    el("option", { value: "1", selected: offset.offset >= 0 }, "from now"),
    el("option", { value: "-1", selected: offset.offset < 0 }, "ago"),
  );
  const tell = () => {
    const number = Math.trunc(Number(count.value)) * Number(direction.value);
    set({ relative: { unit: unit.value, offset: number === 0 ? 0 : number } });
  };
  for (const field of [count, unit, direction]) field.addEventListener("input", tell);
  return [count, unit, direction];
}

/** @param {EditorContext} context */
function dayRange(context) {
  const pair = Array.isArray(context.condition.value) ? [...context.condition.value] : ["", ""];
  const set = (/** @type {0 | 1} */ i) => (/** @type {unknown} */ value) => {
    pair[i] = value;
    context.onChange({ value: [pair[0] ?? "", pair[1] ?? ""] });
  };
  return [
    ...dayField("From", pair[0], set(0)),
    el("span", { class: "small subtle" }, "and"),
    ...dayField("To", pair[1], set(1)),
  ];
}

/** @param {EditorContext} context */
function spanEditor({ condition, onChange }) {
  const span = readCount(condition.value) ?? { unit: /** @type {const} */ ("day"), count: 7 };
  const count = el("input", {
    class: "input is-small is-count",
    type: "number",
    min: 1,
    max: 10000,
    "aria-label": "How many",
    value: String(span.count),
  });
  const unit = unitSelect("Unit", span.unit);
  const tell = () => onChange({ value: { unit: unit.value, count: Math.trunc(Number(count.value)) } });
  for (const field of [count, unit]) field.addEventListener("input", tell);
  return [count, unit];
}

/** @param {string} label @param {string} chosen */
function unitSelect(label, chosen) {
  return el(
    "select",
    { class: "input is-small", "aria-label": `${label}, unit` },
    ...UNITS.map((unit) => el("option", { value: unit, selected: unit === chosen }, `${unit}s`)),
  );
}

/**
 * @param {EditorContext} context
 * @param {boolean} isMany
 * @param {boolean} takesOther
 */
function choices({ column, condition, loadValues, onChange }, isMany, takesOther) {
  const family = familyOf(column);
  const isPerson = family === "person" || family === "people";
  /** @type {Map<string, number>} */
  const orders = new Map();
  const button = new ChoiceButton(chosenItems(condition), {
    label: column.name,
    isMany,
    takesOther: takesOther || family === "issue",
    load: async () => {
      const found = await loadValues(column.id);
      for (const { id, order } of found) if (order !== undefined) orders.set(id, order);
      return isPerson ? [ME, ...found] : found;
    },
    onChange: (chosen) => {
      const values = chosen.map(({ id }) => (id === ME.id ? { relative: "me" } : id));
      const texts = chosen.map(({ text }) => text);
      if (isMany) return onChange({ value: values, text: texts });
      const order = orders.get(chosen[0]?.id ?? "");
      return onChange({ value: values[0], text: texts[0] ?? "", ...(order === undefined ? {} : { order }) });
    },
  });
  return [button.element];
}

/** What a condition holds, with the names that it was saved with. @param {Condition} condition @returns {ChoiceItem[]} */
function chosenItems({ value, text }) {
  const values = Array.isArray(value) ? value : value === undefined || value === null || value === "" ? [] : [value];
  const texts = Array.isArray(text) ? text : [text];
  return values.map((one, i) =>
    one !== null && typeof one === "object" ? ME : { id: String(one), text: String(texts[i] ?? one) },
  );
}

/** @param {EditorContext} context */
function categoriesEditor({ column, condition, onChange }) {
  const items = STATUS_CATEGORIES.map(({ id, label }) => ({ id, text: label }));
  const wanted = Array.isArray(condition.value) ? condition.value : [condition.value];
  const button = new ChoiceButton(
    items.filter(({ id }) => wanted.includes(id)),
    {
      label: `${column.name}, category`,
      isMany: true,
      load: () => Promise.resolve(items),
      onChange: (chosen) => onChange({ value: chosen.map(({ id }) => id) }),
    },
  );
  return [button.element];
}

/** The value that a new condition begins with. @param {ValueEditor} kind @returns {Typed} */
export function firstValue(kind) {
  if (kind === "span") return { value: { unit: "day", count: 7 } };
  if (kind === "day") return { value: { relative: { unit: "day", offset: 0 } } };
  if (kind === "dayRange")
    return { value: [{ relative: { unit: "day", offset: 0 } }, { relative: { unit: "week", offset: 1 } }] };
  return {};
}
