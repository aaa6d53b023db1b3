// What a person types as a number or a working time. Pure.

const UNITS = Object.freeze({ w: 5 * 8 * 3600, d: 8 * 3600, h: 3600, m: 60 });

/**
 * A number as people write it: with a comma or a point, with spaces between thousands.
 * @param {string} text
 * @returns {number | null}
 */
export function parseNumber(text) {
  const plain = text.trim().replace(/[\s\u00a0\u202f']/g, "");
  if (!/^[+\-−]?(\d+([.,]\d*)?|[.,]\d+)%?$/.test(plain)) return null;
  const number = Number(plain.replace("−", "-").replace(",", ".").replace("%", ""));
  return Number.isFinite(number) ? number : null;
}

/**
 * A working time as Jira writes it, "1d 4h 30m", or a number of hours.
 * @param {string} text
 * @returns {number | null} seconds; a day has 8 hours and a week 5 days, as Jira has them unless told otherwise
 */
export function parseDuration(text) {
  const plain = text.trim().toLowerCase();
  const hours = parseNumber(plain);
  if (hours !== null) return Math.round(hours * UNITS.h);
  if (!/^(\d+([.,]\d+)?\s*[wdhm]\s*)+$/.test(plain)) return null;
  let seconds = 0;
  for (const [, amount = "", , unit = "m"] of plain.matchAll(/(\d+([.,]\d+)?)\s*([wdhm])/g))
    seconds += Number(amount.replace(",", ".")) * UNITS[/** @type {keyof typeof UNITS} */ (unit)];
  return Math.round(seconds);
}
