// What a JQL editor offers at the cursor, and the text after a choice. Pure.

import { plain } from "./jql.js";

/** @import { Place } from "./jql.js" */

/**
 * @typedef {object} JQLField
 * @property {string} value
 * @property {string} name
 * @property {string} otherName
 * @property {string[]} operators
 * @property {string[]} types
 * @property {boolean} hasValues
 * @property {boolean} canOrder
 * @property {boolean} canSearch
 */

/**
 * The language as the server gives it.
 * @typedef {object} JQLWords
 * @property {JQLField[]} fields
 * @property {{ value: string, isList: boolean, takesBoth: boolean, types: string[] }[]} functions
 * @property {string[]} reserved
 */

/**
 * @typedef {object} Choice
 * @property {string} value  What goes into the query.
 * @property {string} text  What people read.
 * @property {string} detail  What tells two of the same name apart, or what kind it is.
 */

const ALL_OPERATORS = ["=", "!=", "~", "!~", "<", "<=", ">", ">=", "in", "not in", "is", "is not", "was", "changed"];
const LIST_OPERATORS = new Set(["in", "not in", "was in", "was not in"]);

/** The field of a condition, by any of its names. @param {JQLWords} words @param {string} written */
export function fieldNamed(words, written) {
  const name = plain(written).toLowerCase();
  return words.fields.find(({ value, otherName, name: shown }) =>
    [value, otherName, shown].some((one) => one && plain(one).toLowerCase() === name),
  );
}

/**
 * What the language offers at a place; values of fields come from Jira.
 * @param {Place} place
 * @param {JQLWords} words
 * @returns {Choice[]}
 */
export function choicesAt(place, words) {
  switch (place.expects) {
    case "field":
      return matching(
        [...words.fields.filter((field) => field.canSearch).map(fieldChoice), word("NOT"), word("ORDER BY")],
        place.typed,
      );
    case "orderField":
      return matching(words.fields.filter((field) => field.canOrder).map(fieldChoice), place.typed);
    case "operator": {
      const operators = fieldNamed(words, place.field)?.operators;
      return matching((operators?.length ? operators : ALL_OPERATORS).map((one) => word(one.toUpperCase())), place.typed);
    }
    case "value":
      return matching(valueWords(place, words), place.typed);
    case "join":
      return matching([...joins(place)].map(word), place.typed);
    case "by":
      return matching([word("BY")], place.typed);
    case "direction":
      return matching([word("ASC"), word("DESC")], place.typed);
  }
}

/** Whether Jira can be asked for values. @param {Place} place @param {JQLWords} words */
export function hasValuesAt(place, words) {
  if (place.expects !== "value" || /^is\b/.test(place.operator)) return false;
  if (place.predicate) return ["by", "from", "to"].includes(place.predicate);
  return fieldNamed(words, place.field)?.hasValues ?? false;
}

/** @param {Place} place */
function joins({ operator }) {
  const predicates = /^(?:was|changed)/.test(operator) ? ["AFTER", "BEFORE", "ON", "DURING", "BY"] : [];
  return ["AND", "OR", "ORDER BY", ...predicates, ...(operator === "changed" ? ["FROM", "TO"] : [])];
}

/** @param {Place} place @param {JQLWords} words @returns {Choice[]} */
function valueWords({ field: written, operator, predicate, isInList }, words) {
  if (/^is\b/.test(operator)) return [word("EMPTY"), ...(operator === "is" ? [word("NOT EMPTY")] : [])];
  if (predicate && !["by", "from", "to"].includes(predicate)) return dateFunctions(words);
  const types = new Set(fieldNamed(words, written)?.types ?? []);
  const wantsList = LIST_OPERATORS.has(operator) && !isInList;
  const functions = words.functions
    .filter((one) => one.types.some((type) => types.has(type)))
    .filter((one) => one.takesBoth || one.isList === wantsList || (isInList && !one.isList))
    .map(({ value }) => ({ value, text: value, detail: "function" }));
  return [...functions, ...(["=", "!="].includes(operator) ? [word("EMPTY")] : [])];
}

/** @param {JQLWords} words @returns {Choice[]} */
function dateFunctions(words) {
  return words.functions
    .filter(({ types }) => types.some((type) => /date/i.test(type)))
    .map(({ value }) => ({ value, text: value, detail: "function" }));
}

/** @param {string} value @returns {Choice} */
function word(value) {
  return { value, text: value, detail: "" };
}

/** @param {JQLField} field @returns {Choice} */
function fieldChoice({ value, name }) {
  const shown = plain(value);
  return { value, text: shown, detail: name === shown || name === value ? "" : name.replace(`${shown} - `, "") };
}

/**
 * Those that hold what was typed; what begins with it comes first, the shortest on top.
 * @param {readonly Choice[]} choices
 * @param {string} typed
 */
export function matching(choices, typed) {
  const wanted = typed.trim().toLowerCase();
  if (!wanted) return [...choices];
  const rank = (/** @type {Choice} */ { text, detail }) => {
    const shown = text.toLowerCase();
    if (shown === wanted) return 0;
    if (shown.startsWith(wanted)) return 1;
    return shown.includes(wanted) || detail.toLowerCase().includes(wanted) ? 2 : 3;
  };
  return choices
    .map((choice) => ({ choice, place: rank(choice) }))
    .filter(({ place }) => place < 3)
    .sort((a, b) => a.place - b.place || (a.place === 1 ? a.choice.text.length - b.choice.text.length : 0))
    .map(({ choice }) => choice);
}

/**
 * The text after a choice, and where the cursor then stands.
 * @param {string} text
 * @param {Place} place
 * @param {string} value
 */
export function withChoice(text, place, value) {
  const before = text.slice(0, place.start);
  const after = text.slice(place.end);
  const isList = LIST_OPERATORS.has(place.operator) && place.expects === "value" && !place.isInList;
  if (isList && !value.endsWith(")")) {
    // The cursor stays in the list: a comma and the next value may follow.
    const written = `${before}(${value}`;
    return { text: `${written})${after}`, cursor: written.length };
  }
  const blank = place.isInList || /^[\s,)]/.test(after) ? "" : " ";
  const written = before + value + blank;
  return { text: written + after, cursor: written.length };
}
