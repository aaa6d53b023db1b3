import assert from "node:assert/strict";
import { test } from "node:test";

import {
  dateOf,
  dayOf,
  isDate,
  periodOf,
  readCount,
  readOffset,
  spanOf,
  todayOf,
  weekStartOf,
} from "../../jxl/static/js/state/days.js";
import { Chance } from "./sheet-of.js";

const UNITS = /** @type {const} */ (["day", "week", "month", "quarter", "year"]);
const NOW = new Date("2026-11-21T23:30:00Z");
const dates = (/** @type {{ first: number, last: number }} */ { first, last }) => [dateOf(first), dateOf(last)];

test("days are those of the calendar, one after the other", () => {
  const first = dayOf("1896-01-01");
  for (let i = 0; i < 100_000; i += 1) {
    const date = new Date(Date.UTC(1896, 0, 1 + i)).toISOString().slice(0, 10);
    assert.equal(dayOf(date), first + i);
    assert.equal(dateOf(first + i), date);
  }
});

test("what is no date is none", () => {
  for (const text of [
    "",
    "soon",
    "2026-02-29",
    "2026-13-01",
    "2026-00-10",
    "2026-1-1",
    "20261121",
    "२०२६-11-21",
    "2026-11-3x",
  ]) {
    assert.ok(Number.isNaN(dayOf(text)), text);
  }
  assert.equal(isDate("2026-11-21 10:00"), false);
  assert.equal(dayOf("2026-11-21 10:00"), dayOf("2026-11-21"));
  assert.equal(dateOf(dayOf("0050-03-01")), "0050-03-01");
});

test("periods follow each other without a gap, and the present one holds today", () => {
  for (let seed = 0; seed < 500; seed += 1) {
    const chance = new Chance(seed);
    const today = dayOf("2024-01-01") + chance.below(1500);
    const weekStart = 1 + chance.below(7);
    const unit = chance.one(UNITS);
    const present = periodOf(unit, 0, today, weekStart);
    assert.ok(present.first <= today && today <= present.last);
    const offset = chance.below(40) - 20;
    const [one, next] = [periodOf(unit, offset, today, weekStart), periodOf(unit, offset + 1, today, weekStart)];
    assert.equal(one.last + 1, next.first, `${unit} ${offset}`);
  }
});

test("the last and the next so many share today, and end where the calendar says", () => {
  for (const unit of UNITS) {
    for (const today of ["2024-02-29", "2026-01-31", "2026-11-21"].map(dayOf)) {
      assert.equal(spanOf(unit, 3, -1, today).last, today);
      assert.equal(spanOf(unit, 3, 1, today).first, today);
    }
  }
  const lastOfJanuary = dayOf("2026-01-31");
  assert.deepEqual(dates(spanOf("month", 1, 1, lastOfJanuary)), ["2026-01-31", "2026-02-27"]);
  assert.deepEqual(dates(spanOf("month", 2, -1, lastOfJanuary)), ["2025-12-01", "2026-01-31"]);
  assert.deepEqual(dates(spanOf("year", 1, 1, dayOf("2024-02-29"))), ["2024-02-29", "2025-02-27"]);
  assert.deepEqual(dates(spanOf("week", 1, -1, dayOf("2026-11-21"))), ["2026-11-15", "2026-11-21"]);
});

test("today is that of the zone; one that is not known is the browser's own", () => {
  const today = (/** @type {string | null} */ timeZone) => dateOf(todayOf({ locale: "en", now: NOW, timeZone }));
  assert.equal(today("Asia/Tokyo"), "2026-11-22");
  assert.equal(today("America/Los_Angeles"), "2026-11-21");
  assert.equal(today("Middle/Earth"), today(null));
});

test("the week begins as the locale says", () => {
  const start = (/** @type {string} */ locale) => weekStartOf({ locale, now: NOW });
  assert.deepEqual(["en_US", "en-GB", "de", "ar-EG", "pt_BR", "not a locale"].map(start), [7, 1, 1, 6, 7, 1]);
  assert.equal(weekStartOf({ locale: "en-US", now: NOW, weekStart: 3 }), 3);
  assert.equal(weekStartOf({ locale: "de", now: NOW, weekStart: 9 }), 1);
});

test("relative values are read, or refused", () => {
  assert.deepEqual(readOffset({ unit: "week", offset: -1 }), { unit: "week", offset: -1 });
  assert.deepEqual(readOffset({ unit: "day" }), { unit: "day", offset: 0 });
  for (const bad of [null, "day", { unit: "fortnight" }, { unit: "day", offset: 0.5 }, { unit: "day", offset: 1e9 }]) {
    assert.equal(readOffset(bad), null);
  }
  assert.deepEqual(readCount({ unit: "month", count: 2 }), { unit: "month", count: 2 });
  for (const bad of [undefined, 7, { unit: "day" }, { unit: "day", count: 0 }, { unit: "day", count: "7" }]) {
    assert.equal(readCount(bad), null);
  }
});
