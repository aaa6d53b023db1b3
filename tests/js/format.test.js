import assert from "node:assert/strict";
import { test } from "node:test";

import { Format, languageOf, parseInstant } from "../../jxl/static/js/state/format.js";

const NOW = new Date(2026, 10, 21, 15, 0);
const format = new Format({ locale: "en_GB", now: () => NOW });
/** Minutes before now. @param {number} minutes */
const before = (minutes) => new Date(NOW.getTime() - minutes * 60_000).toISOString();

test("languages as Jira and browsers write them", () => {
  assert.deepEqual(["de_DE", "en-US", "", null, "no such thing!"].map(languageOf), [
    "de-DE",
    "en-US",
    "en",
    "en",
    "en",
  ]);
});

test("dates are short, do not move with the time zone, and pass through when they are none", () => {
  assert.deepEqual(
    ["2026-01-01", "2026-12-31", "2024-02-29", "2026-02-30", "soon", ""].map((day) => format.date(day)),
    ["1 Jan", "31 Dec", "29 Feb 2024", "2026-02-30", "soon", ""],
  );
});

test("date-times are wall clocks of the person's zone in Jira", () => {
  assert.equal(format.dateTime("2026-11-12 00:30"), "12 Nov, 00:30");
  assert.equal(format.dateTime("2025-11-12 23:59"), "12 Nov 2025");
  assert.equal(format.fullDateTime("2025-11-12 23:59"), "12 Nov 2025, 23:59");
  assert.equal(format.dateTime("tomorrow"), "tomorrow");
});

test("how long ago", () => {
  assert.equal(format.ago(before(0)), "Just now");
  assert.equal(format.ago(before(8)), "8 minutes ago");
  assert.equal(format.ago(before(60)), "1 hour ago");
  assert.match(format.ago(before(9 * 60)), /^Today, 06:00$/);
  assert.equal(format.ago(before(24 * 60)), "Yesterday");
  assert.equal(format.ago(before(3 * 24 * 60)), "18 Nov");
  assert.equal(format.ago(before(400 * 24 * 60)), "17 Oct 2025");
  assert.equal(format.ago("never"), "never");
});

test("durations are working time in hours and minutes", () => {
  assert.deepEqual(
    [0, 60, 3600, 5400, 158_400, -1800].map((seconds) => format.duration(seconds)),
    ["0h", "1m", "1h", "1h 30m", "44h", "-30m"],
  );
});

test("the person's language", () => {
  const german = new Format({ locale: "de-DE", now: () => NOW });
  assert.equal(german.number(1234.5), "1.234,5");
  assert.equal(german.date("2026-11-12"), "12. Nov.");
});

test("Jira's own way to write an offset is read", () => {
  assert.equal(parseInstant("2026-11-12T10:00:00.000+0100")?.toISOString(), "2026-11-12T09:00:00.000Z");
  assert.equal(parseInstant("x"), null);
});
