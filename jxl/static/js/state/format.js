// Dates, times, durations and numbers in the person's language. Pure: language, time zone and today are passed in.

const MINUTE_S = 60;
const HOUR_S = 3600;
const DAY_MS = 86_400_000;

/**
 * A language that Intl understands, from what Jira or the browser calls it ("en_GB").
 * @param {string | null | undefined} locale
 */
export function languageOf(locale) {
  const wanted = (locale ?? "").replaceAll("_", "-");
  try {
    return Intl.getCanonicalLocales(wanted)[0] ?? "en";
  } catch {
    return "en"; // not a language tag: Intl says so only by throwing
  }
}

export class Format {
  /** As Intl takes it. */
  language;
  #numbers;
  #dayMonth;
  #dayMonthYear;
  #plainDayMonth;
  #plainDayMonthYear;
  #time;
  #plainTime;
  #relative;
  #now;

  /**
   * @param {object} options
   * @param {string} options.locale
   * @param {() => Date} options.now
   */
  constructor({ locale, now }) {
    const language = languageOf(locale);
    this.language = language;
    const day = /** @type {const} */ ({ day: "numeric", month: "short" });
    const dayOfYear = /** @type {const} */ ({ ...day, year: "numeric" });
    this.#now = now;
    this.#numbers = new Intl.NumberFormat(language, { maximumFractionDigits: 10 });
    this.#dayMonth = new Intl.DateTimeFormat(language, day);
    this.#dayMonthYear = new Intl.DateTimeFormat(language, dayOfYear);
    // A date without a time has no zone and must not move with one: it is made and written in UTC.
    this.#plainDayMonth = new Intl.DateTimeFormat(language, { ...day, timeZone: "UTC" });
    this.#plainDayMonthYear = new Intl.DateTimeFormat(language, { ...dayOfYear, timeZone: "UTC" });
    this.#time = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" });
    this.#plainTime = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", timeZone: "UTC" });
    this.#relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  }

  /** @param {number} value */
  number(value) {
    return this.#numbers.format(value);
  }

  /**
   * "12 Nov", with the year unless it is this year.
   * @param {string} value  YYYY-MM-DD; anything else is given back as it is.
   */
  date(value) {
    const date = /^\d{4}-\d{2}-\d{2}$/.test(value) ? new Date(`${value}T00:00:00Z`) : null;
    if (!date || Number.isNaN(date.getTime()) || !date.toISOString().startsWith(value)) return value; // 30 Feb
    return date.getUTCFullYear() === this.#now().getFullYear()
      ? this.#plainDayMonth.format(date)
      : this.#plainDayMonthYear.format(date);
  }

  /**
   * "12 Nov, 14:05", or the day alone with its year when it is not this year.
   * @param {string} wallClock  "YYYY-MM-DD HH:MM" in the zone that Jira knows for the person, which need not be the
   *   browser's; anything else is given back as it is.
   */
  dateTime(wallClock) {
    const at = wallClockOf(wallClock);
    if (!at) return wallClock;
    const day = this.date(wallClock.slice(0, 10));
    return at.getUTCFullYear() === this.#now().getFullYear() ? `${day}, ${this.#plainTime.format(at)}` : day;
  }

  /** All of a wall clock, for a tooltip. @param {string} wallClock */
  fullDateTime(wallClock) {
    const at = wallClockOf(wallClock);
    return at ? `${this.#plainDayMonthYear.format(at)}, ${this.#plainTime.format(at)}` : wallClock;
  }

  /** Day of an instant: "12 Nov", with the year unless it is this year. @param {Date} instant */
  day(instant) {
    return (this.#isThisYear(instant) ? this.#dayMonth : this.#dayMonthYear).format(instant);
  }

  /** "14:05" @param {Date} instant */
  time(instant) {
    return this.#time.format(instant);
  }

  /** All of it, for a tooltip. @param {string | number} value */
  full(value) {
    const instant = parseInstant(value);
    return instant ? `${this.#dayMonthYear.format(instant)}, ${this.#time.format(instant)}` : String(value);
  }

  /** "8 minutes ago", "Yesterday", "18 Nov": how lists tell when something was. @param {string | number} value */
  ago(value) {
    const instant = parseInstant(value);
    if (!instant) return String(value);
    const seconds = (this.#now().getTime() - instant.getTime()) / 1000;
    if (seconds < MINUTE_S) return "Just now";
    if (seconds < HOUR_S) return this.#relative.format(-Math.floor(seconds / MINUTE_S), "minute");
    const days = this.#daysSince(instant);
    if (days === 0) {
      return seconds < 6 * HOUR_S
        ? this.#relative.format(-Math.floor(seconds / HOUR_S), "hour")
        : `${capitalised(this.#relative.format(0, "day"))}, ${this.time(instant)}`;
    }
    return days === 1 ? capitalised(this.#relative.format(-1, "day")) : this.day(instant);
  }

  /** "10h", "1h 30m": working time as Jira writes it, without days whose length differs per site. @param {number} seconds */
  duration(seconds) {
    const minutes = Math.round(Math.abs(seconds) / MINUTE_S);
    const hours = Math.floor(minutes / 60);
    const rest = minutes % 60;
    const sign = seconds < 0 ? "-" : "";
    if (hours === 0 && rest > 0) return `${sign}${rest}m`;
    return rest > 0 ? `${sign}${this.number(hours)}h ${rest}m` : `${sign}${this.number(hours)}h`;
  }

  /** @param {Date} instant */
  #isThisYear(instant) {
    return instant.getFullYear() === this.#now().getFullYear();
  }

  /** @param {Date} instant */
  #daysSince(instant) {
    const midnight = (/** @type {Date} */ day) => new Date(day.getFullYear(), day.getMonth(), day.getDate()).getTime();
    return Math.round((midnight(this.#now()) - midnight(instant)) / DAY_MS);
  }
}

/** @param {string} text @returns {Date | null} */
function wallClockOf(text) {
  if (!/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$/.test(text)) return null;
  const at = new Date(`${text.replace(" ", "T")}:00Z`);
  return Number.isNaN(at.getTime()) ? null : at;
}

/**
 * @param {string | number} value  Epoch milliseconds or ISO 8601, also with Jira's "+0100".
 * @returns {Date | null}
 */
export function parseInstant(value) {
  const text = typeof value === "string" ? value.replace(/([+-]\d{2})(\d{2})$/, "$1:$2") : value;
  const instant = new Date(text);
  return Number.isNaN(instant.getTime()) ? null : instant;
}

/** @param {string} text */
function capitalised(text) {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}
