// Filters in words, for people: "Due date is before today, status is none of Done". Pure.

import { RELATIVE_DAYS, STATUS_CATEGORIES, operatorsFor } from "./operators.js";

/** @import { ColumnInfo, Condition, Filter } from "../types.d.ts" */
/** @import { Format } from "./format.js" */

/**
 * @typedef {object} FilterNames
 * @property {(column: string) => Pick<ColumnInfo, "name" | "type"> | undefined} column
 * @property {Pick<Format, "date" | "number" | "duration">} format
 * @property {(field: string, value: string) => string | undefined} [value]  Name of an id, as far as it is known.
 */

/**
 * @param {Filter | null | undefined} filter
 * @param {FilterNames} names
 * @returns {string}  "" for a filter that matches everything.
 */
export function filterWords(filter, names) {
  if (!filter) return "";
  if ("column" in filter) return conditionWords(filter, names);
  const isAny = Array.isArray(filter.any);
  const members = (filter.any ?? filter.all ?? []).map((member) => {
    const words = filterWords(member, names);
    return "column" in member || !words.includes(", ") ? words : `(${words})`;
  });
  return members.filter(Boolean).join(isAny ? ", or " : ", ");
}

/** @param {Condition} condition @param {FilterNames} names */
function conditionWords({ column: id, op, value, text }, names) {
  const column = names.column(id);
  if (!column) return "a column that is gone";
  const operator = operatorsFor(column).find((one) => one.id === op);
  if (!operator) return `${column.name} “${op}”`;
  if (!operator.needsValue) return `${column.name} ${operator.label}`;
  const said = valueWords(value, { text, editor: operator.editor, column, id }, names);
  return `${column.name} ${operator.label} ${said || "…"}`;
}

/**
 * @param {unknown} value
 * @param {{ text: string | string[] | undefined, editor: string, column: Pick<ColumnInfo, "type">, id: string }} about
 * @param {FilterNames} names
 * @returns {string}
 */
function valueWords(value, about, names) {
  const { editor, column, text, id } = about;
  if (value === undefined || value === null || value === "") return "";
  if (isRecord(value)) return relativeWords(value);
  if (Array.isArray(value)) {
    const texts = Array.isArray(text) ? text : [];
    const words = value.map((one, i) => valueWords(one, { ...about, text: texts[i] }, names)).filter(Boolean);
    return words.join(editor.endsWith("Range") ? " and " : ", ");
  }
  if (typeof value === "number")
    return column.type === "duration" ? names.format.duration(value) : names.format.number(value);
  const plain = String(value);
  if (editor === "text" || editor === "texts") return `“${plain}”`;
  if (editor.startsWith("day")) return names.format.date(plain);
  if (editor === "categories") return STATUS_CATEGORIES.find((one) => one.id === plain)?.label ?? plain;
  if (typeof text === "string" && text) return text;
  return names.value?.(id, plain) ?? plain;
}

/** @param {Record<string, unknown>} value */
function relativeWords(value) {
  const { relative, unit, count } = value;
  if (relative === "me") return "me";
  if (relative !== undefined) {
    const wanted = JSON.stringify(sorted(relative));
    const day = RELATIVE_DAYS.find((one) => JSON.stringify(sorted(one.value.relative)) === wanted);
    if (day) return day.label;
    if (!isRecord(relative)) return "";
    const offset = Number(relative["offset"]);
    const amount = `${Math.abs(offset)} ${String(relative["unit"])}${Math.abs(offset) === 1 ? "" : "s"}`;
    return offset < 0 ? `${amount} ago` : `in ${amount}`;
  }
  return typeof count === "number" ? `${count} ${String(unit)}${count === 1 ? "" : "s"}` : "";
}

/** @param {unknown} value */
function sorted(value) {
  return isRecord(value) ? Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)) : value;
}

/** @param {unknown} value @returns {value is Record<string, unknown>} */
function isRecord(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/** Whether a filter speaks of days that each reader has for themselves. @param {Filter | null | undefined} filter */
export function isAboutToday(filter) {
  if (!filter) return false;
  if (!("column" in filter)) return (filter.any ?? filter.all ?? []).some(isAboutToday);
  return filter.op === "overdue" || filter.op === "inLast" || filter.op === "inNext" || hasRelativeDay(filter.value);
}

/** @param {unknown} value @returns {boolean} */
function hasRelativeDay(value) {
  if (Array.isArray(value)) return value.some(hasRelativeDay);
  return isRecord(value) && isRecord(value["relative"]);
}
