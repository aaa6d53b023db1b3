// Conditions on dates and date-times: before a day, within a week, in the last so many days. Pure.
// Days are compared as days, in the person's time zone; a value with a time of day is compared to the minute.

import { textOf, valueOf } from "./cells.js";
import { Refusal, relativeOf } from "./condition-parts.js";
import { dayOf, isDate, periodOf, readCount, readOffset, spanOf } from "./days.js";
import { parseInstant } from "./format.js";

/** @import { Cell } from "../types.d.ts" */
/** @import { BuildTest, CellTest, World } from "./condition-parts.js" */
/** @import { SheetColumn } from "./sheet-columns.js" */

/**
 * What a day is compared with: whole days, or a minute.
 * @typedef {{ first: number, last: number, minute: number, begin: number }} Bound  `minute` is NaN for whole days;
 *   `begin` puts bounds in order.
 */

const MINUTE_MS = 60_000;
const HAS_ZONE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}.*(?:Z|[+-]\d{2}:?\d{2})$/;
const NO_DATE = new Refusal("bad_value", "this is not a date.");

/** @param {(side: number) => boolean} accepts  Of -1, 0, 1 or NaN. @returns {BuildTest} */
export function onDays(accepts) {
  return (column, { value }, world) => {
    const bound = readBound(column, value, world);
    return bound ? (cell) => accepts(sideOf(column, cell, bound)) : NO_DATE;
  };
}

/**
 * From the beginning of one day or period to the end of another, in whichever order they are given.
 * @param {SheetColumn} column
 * @param {readonly unknown[]} value  Two.
 * @param {World} world
 * @returns {CellTest | Refusal}
 */
export function betweenDays(column, value, world) {
  const bounds = value.map((one) => readBound(column, one, world)).sort((a, b) => (a && b ? a.begin - b.begin : 0));
  const [from, to] = bounds;
  if (!from || !to) return NO_DATE;
  return (cell) => sideOf(column, cell, from) >= 0 && sideOf(column, cell, to) <= 0;
}

/**
 * @param {SheetColumn} column
 * @param {unknown} value
 * @param {World} world
 * @param {1 | -1} direction
 * @returns {CellTest | Refusal}
 */
export function inSpan(column, value, { today }, direction) {
  const span = readCount(value);
  if (!span) return new Refusal("bad_value", "this is not a number of days, weeks or months.");
  const { first, last } = spanOf(span.unit, span.count, direction, today);
  return (cell) => {
    const day = dayOfCell(column, cell);
    return day >= first && day <= last;
  };
}

/**
 * Before today; that the issue is not done is asked of another column, by filter.js.
 * @param {SheetColumn} column
 * @param {World} world
 * @returns {CellTest}
 */
export function isOverdue(column, { today }) {
  return (cell) => dayOfCell(column, cell) < today;
}

/** @param {number} first @param {number} [last] @returns {Bound} */
function dayBound(first, last = first) {
  return { first, last, minute: NaN, begin: first };
}

/** @param {SheetColumn} column @param {unknown} value @param {World} world @returns {Bound | null} */
function readBound(column, value, { today, weekStart }) {
  if (typeof value === "string") {
    if (isDate(value)) return dayBound(dayOf(value));
    const instant = column.family === "moment" && HAS_ZONE.test(value) ? parseInstant(value) : null;
    if (!instant) return null;
    const minute = Math.floor(instant.getTime() / MINUTE_MS);
    return { first: NaN, last: NaN, minute, begin: minute / 1440 };
  }
  const offset = readOffset(relativeOf(value));
  if (!offset) return null;
  const { first, last } = periodOf(offset.unit, offset.offset, today, weekStart);
  return dayBound(first, last);
}

/**
 * Whether a cell lies before (-1), within (0) or after (1) a bound; NaN when it is empty or no date.
 * @param {SheetColumn} column
 * @param {Cell} cell
 * @param {Bound} bound
 */
function sideOf(column, cell, bound) {
  if (!Number.isNaN(bound.minute)) {
    const value = valueOf(cell);
    const instant = typeof value === "string" ? Date.parse(value) : NaN;
    return Math.sign(Math.floor(instant / MINUTE_MS) - bound.minute);
  }
  const day = dayOfCell(column, cell);
  if (day < bound.first) return -1;
  if (day > bound.last) return 1;
  return Number.isNaN(day) ? NaN : 0;
}

/**
 * Day of a cell in the person's time zone: a date-time's text is their wall clock.
 * @param {SheetColumn} column
 * @param {Cell} cell
 */
function dayOfCell(column, cell) {
  if (column.family === "moment") return dayOf(textOf(cell));
  const value = valueOf(cell);
  return typeof value === "string" ? dayOf(value) : NaN;
}
