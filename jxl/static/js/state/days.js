// Calendar days as whole numbers (days since 1 January 1970), and the periods that relative values mean. Pure: now,
// time zone and first day of the week are passed in.

/** @import { EngineContext } from "../types.d.ts" */

const DAY_MS = 86_400_000;
const MAX_OFFSET = 10_000;
/** Where calendars begin with Sunday or Saturday, for browsers that do not tell. Source: Unicode CLDR, weekData. */
const SUNDAY_FIRST = new Set(
  (
    "AG AS AU BD BR BS BT BW BZ CA CO DM DO ET GT GU HK HN ID IL IN JM JP KE KH KR LA MH MM MO MT MX MZ NI NP PA " +
    "PE PH PK PR PT PY SA SG SV TH TT TW UM US VE VI WS YE ZA ZW"
  ).split(" "),
);
const SATURDAY_FIRST = new Set("AE AF BH DJ DZ EG IQ IR JO KW LY OM QA SD SY".split(" "));
const UNITS = /** @type {const} */ (["day", "week", "month", "quarter", "year"]);

/** @typedef {typeof UNITS[number]} Unit */
/** @typedef {{ first: number, last: number }} Period  Both days belong to it. */

/** @param {unknown} value @returns {value is Unit} */
export function isUnit(value) {
  return UNITS.includes(/** @type {Unit} */ (value));
}

/**
 * Day of a date, also of the date at the beginning of a longer text.
 * @param {string} text  YYYY-MM-DD…
 * @returns {number} NaN when it is none, such as 31 February
 */
export function dayOf(text) {
  if (text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45) return NaN;
  const [year, month, date] = [digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10)];
  if (!(month >= 1 && month <= 12 && date >= 1 && date <= daysInMonth(year, month))) return NaN;
  return numberOf(year, month, date);
}

/** Whether a text is a date and nothing else. @param {string} text */
export function isDate(text) {
  return text.length === 10 && !Number.isNaN(dayOf(text));
}

/** The day as YYYY-MM-DD. @param {number} day */
export function dateOf(day) {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/**
 * The person's today.
 * @param {EngineContext} context
 */
export function todayOf({ now, timeZone }) {
  return dayOf(calendarOf(timeZone).format(now));
}

/**
 * First day of the person's week.
 * @param {EngineContext} context
 * @returns {number} 1 is Monday, 7 is Sunday
 */
export function weekStartOf({ locale, weekStart }) {
  if (typeof weekStart === "number" && Number.isInteger(weekStart) && weekStart >= 1 && weekStart <= 7)
    return weekStart;
  try {
    // Newer than TypeScript's own list of what Intl has; absent in Firefox.
    const known = /** @type {any} */ (new Intl.Locale(locale.replaceAll("_", "-")).maximize());
    const first = (known.getWeekInfo?.() ?? known.weekInfo)?.firstDay;
    if (typeof first === "number") return first;
    if (SUNDAY_FIRST.has(known.region)) return 7;
    return SATURDAY_FIRST.has(known.region) ? 6 : 1;
  } catch {
    return 1; // not a language tag: Intl says so only by throwing
  }
}

/**
 * The day, week, month … that lies so many from the present one.
 * @param {Unit} unit
 * @param {number} offset  0 is the present one, -1 the one before.
 * @param {number} today
 * @param {number} weekStart
 * @returns {Period}
 */
export function periodOf(unit, offset, today, weekStart) {
  if (unit === "day") return { first: today + offset, last: today + offset };
  if (unit === "week") {
    const first = today - ((isoWeekday(today) - weekStart + 7) % 7) + 7 * offset;
    return { first, last: first + 6 };
  }
  const months = { month: 1, quarter: 3, year: 12 }[unit];
  const present = new Date(today * DAY_MS);
  const begin = Math.floor(present.getUTCMonth() / months) * months + offset * months;
  const first = numberOf(present.getUTCFullYear(), begin + 1, 1);
  return { first, last: numberOf(present.getUTCFullYear(), begin + 1 + months, 1) - 1 };
}

/**
 * The last or next so many days, weeks, months …: today is the first of them.
 * @param {Unit} unit
 * @param {number} count
 * @param {1 | -1} direction
 * @param {number} today
 * @returns {Period}
 */
export function spanOf(unit, count, direction, today) {
  const end = unit === "day" || unit === "week" ? today + direction * count * (unit === "week" ? 7 : 1) : NaN;
  const months = { day: 0, week: 0, month: 1, quarter: 3, year: 12 }[unit];
  const far = Number.isNaN(end) ? addMonths(today, direction * count * months) : end;
  return direction > 0 ? { first: today, last: far - 1 } : { first: far + 1, last: today };
}

/**
 * Read a relative value as it is saved, `{"unit", "offset"}`.
 * @param {unknown} value
 * @returns {{ unit: Unit, offset: number } | null}
 */
export function readOffset(value) {
  if (value === null || typeof value !== "object") return null;
  const { unit, offset = 0 } = /** @type {Record<string, unknown>} */ (value);
  if (!isUnit(unit) || typeof offset !== "number") return null;
  return Number.isInteger(offset) && Math.abs(offset) <= MAX_OFFSET ? { unit, offset } : null;
}

/**
 * Read how long back or ahead, as it is saved, `{"unit", "count"}`.
 * @param {unknown} value
 * @returns {{ unit: Unit, count: number } | null}
 */
export function readCount(value) {
  if (value === null || typeof value !== "object") return null;
  const { unit, count } = /** @type {Record<string, unknown>} */ (value);
  if (!isUnit(unit) || typeof count !== "number") return null;
  return Number.isInteger(count) && count >= 1 && count <= MAX_OFFSET ? { unit, count } : null;
}

/** @param {number} day @param {number} months */
function addMonths(day, months) {
  const from = new Date(day * DAY_MS);
  const first = new Date(numberOf(from.getUTCFullYear(), from.getUTCMonth() + 1 + months, 1) * DAY_MS);
  const [year, month] = [first.getUTCFullYear(), first.getUTCMonth() + 1];
  // 31 January and a month: the last day that February has.
  return numberOf(year, month, Math.min(from.getUTCDate(), daysInMonth(year, month)));
}

/** @param {string | null | undefined} timeZone */
function calendarOf(timeZone) {
  const parts = /** @type {const} */ ({ calendar: "iso8601", year: "numeric", month: "2-digit", day: "2-digit" });
  try {
    return new Intl.DateTimeFormat("en-CA", { ...parts, ...(timeZone ? { timeZone } : {}) });
  } catch {
    return new Intl.DateTimeFormat("en-CA", parts); // a zone that this browser does not know: its own is nearest
  }
}

/** @param {number} day @returns {number} 1 is Monday */
function isoWeekday(day) {
  return ((((day + 3) % 7) + 7) % 7) + 1; // 1 January 1970 was a Thursday
}

/** @param {number} year @param {number} month  From 1; may lie outside the year. @param {number} date */
function numberOf(year, month, date) {
  const moment = new Date(0);
  moment.setUTCFullYear(year, month - 1, date); // unlike Date.UTC, it does not take the year 50 for 1950
  return moment.getTime() / DAY_MS;
}

/** @param {number} year @param {number} month  From 1. */
function daysInMonth(year, month) {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}

/**
 * @param {string} text
 * @param {number} begin
 * @param {number} end
 * @returns {number} NaN when another character is there
 */
function digits(text, begin, end) {
  let number = 0;
  for (let i = begin; i < end; i += 1) {
    const digit = text.charCodeAt(i) - 48;
    if (!(digit >= 0 && digit <= 9)) return NaN;
    number = number * 10 + digit;
  }
  return number;
}
