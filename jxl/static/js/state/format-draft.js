// The formats of a sheet while somebody edits them, with the views that show each. Pure; every function gives a new
// draft and leaves the old one alone.

import { copyName, freeName, newId } from "./item-lists.js";
import { isSame, moved } from "./view-draft.js";

/** @import { FormatRule, SheetDocument, SheetView } from "../types.d.ts" */

/** As the server refuses more. */
export const MAX_FORMATS = 200;

/**
 * @typedef {object} FormatDraft
 * @property {readonly FormatRule[]} formats  In order: the first that says something of a cell decides.
 * @property {Readonly<Record<string, readonly string[]>>} shown  Ids of formats by view.
 */

/** @param {Pick<SheetDocument, "formats" | "views">} sheet @returns {FormatDraft} */
export function draftOf({ formats = [], views = [] }) {
  return { formats, shown: Object.fromEntries(views.map((view) => [view.id, view.formats ?? []])) };
}

/** @param {FormatDraft} one @param {FormatDraft} other */
export function isSameDraft(one, other) {
  return one === other || isSame(one, other);
}

/**
 * What of a sheet the draft changes.
 * @param {FormatDraft} draft
 * @param {readonly SheetView[]} views
 * @returns {{ formats: FormatRule[], views?: SheetView[] }}
 */
export function membersOf({ formats, shown }, views) {
  const next = views.map((view) => {
    const wanted = shown[view.id];
    return wanted && JSON.stringify(wanted) !== JSON.stringify(view.formats ?? [])
      ? { ...view, formats: [...wanted] }
      : view;
  });
  return { formats: [...formats], ...(next.some((view, i) => view !== views[i]) ? { views: next } : {}) };
}

/**
 * Add a rule on top, where new ones are looked for. Without a condition it colours every row; all views show it.
 * @param {FormatDraft} draft
 * @returns {{ draft: FormatDraft, id: string }}
 */
export function withNew(draft) {
  const id = newId(draft.formats.map((rule) => rule.id));
  const name = freeName(
    "New rule",
    draft.formats.map((rule) => rule.name),
  );
  /** @type {FormatRule} */
  const rule = {
    id,
    name,
    enabled: true,
    target: { kind: "row" },
    when: { all: [] },
    then: { kind: "style", color: "yellow" },
  };
  return { draft: inserted(draft, rule, 0, Object.keys(draft.shown)), id };
}

/**
 * @param {FormatDraft} draft
 * @param {string} id
 * @returns {{ draft: FormatDraft, id: string } | null} null when there is no such rule
 */
export function withCopy(draft, id) {
  const at = draft.formats.findIndex((rule) => rule.id === id);
  const rule = draft.formats[at];
  if (!rule) return null;
  const copyId = newId(draft.formats.map((one) => one.id));
  const names = draft.formats.map((one) => one.name);
  const copy = { ...structuredClone(rule), id: copyId, name: copyName(rule.name, names) };
  return { draft: inserted(draft, copy, at + 1, viewsOf(draft, id)), id: copyId };
}

/**
 * Put a rule into the list.
 * @param {FormatDraft} draft
 * @param {FormatRule} rule
 * @param {number} at
 * @param {Iterable<string>} views  Those that show it.
 * @returns {FormatDraft}
 */
export function inserted(draft, rule, at, views) {
  /** @type {FormatDraft} */
  let next = { ...draft, formats: [...draft.formats.slice(0, at), rule, ...draft.formats.slice(at)] };
  for (const view of views) next = withShown(next, rule.id, view, true);
  return next;
}

/** @param {FormatDraft} draft @param {string} id @returns {FormatDraft} */
export function without(draft, id) {
  const shown = Object.fromEntries(
    Object.entries(draft.shown).map(([view, ids]) => [view, ids.filter((one) => one !== id)]),
  );
  return { formats: draft.formats.filter((rule) => rule.id !== id), shown };
}

/** @param {FormatDraft} draft @param {FormatRule} rule @returns {FormatDraft} */
export function replaced(draft, rule) {
  return { ...draft, formats: draft.formats.map((one) => (one.id === rule.id ? rule : one)) };
}

/** @param {FormatDraft} draft @param {number} from @param {number} to @returns {FormatDraft} */
export function reordered(draft, from, to) {
  return { ...draft, formats: moved(draft.formats, from, to) };
}

/**
 * Show a rule in a view, or not.
 * @param {FormatDraft} draft
 * @param {string} id
 * @param {string} view
 * @param {boolean} isShown
 * @returns {FormatDraft}
 */
export function withShown(draft, id, view, isShown) {
  const others = (draft.shown[view] ?? []).filter((one) => one !== id);
  return { ...draft, shown: { ...draft.shown, [view]: isShown ? [...others, id] : others } };
}

/** Views that show a rule. @param {FormatDraft} draft @param {string} id @returns {Set<string>} */
export function viewsOf({ shown }, id) {
  return new Set(Object.keys(shown).filter((view) => shown[view]?.includes(id)));
}
