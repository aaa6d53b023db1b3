// Reads JQL while it is written: its tokens, what may stand at the cursor, and where Jira's problems are. Pure; it never
// judges a query, that is Jira's.

/** @typedef {"blank" | "word" | "string" | "symbol"} TokenKind */

/**
 * @typedef {object} Token
 * @property {TokenKind} kind
 * @property {number} start
 * @property {number} end
 * @property {string} text
 * @property {boolean} isOpen  A string whose closing quote is missing.
 */

/** What may stand at a place. @typedef {"field" | "operator" | "value" | "join" | "by" | "orderField" | "direction"} Expected */

/**
 * @typedef {object} Place
 * @property {Expected} expects
 * @property {string} field  Of the condition that the cursor is in, as written.
 * @property {string} operator  In lower case with single blanks: "not in".
 * @property {string} predicate  "by", "from", "to" … of CHANGED and WAS.
 * @property {boolean} isInList
 * @property {boolean} isInFunction  Arguments are free text.
 * @property {number} start  What a choice replaces.
 * @property {number} end
 * @property {string} typed  What stands there up to the cursor, without an opening quote.
 */

const TOKEN = /\s+|"(?:[^"\\]|\\[^])*(?:"|\\?$)|'(?:[^'\\]|\\[^])*(?:'|\\?$)|cf\[\d*\]?|&&|\|\||[<>!]=|!~|[()[\],=<>~!&|]|(?:[^\s"'()[\],=<>~!&|\\]|\\[^])+|[^]/giy;

/** Cut a text into tokens that cover all of it. @param {string} text @returns {Token[]} */
export function tokensOf(text) {
  /** @type {Token[]} */
  const tokens = [];
  TOKEN.lastIndex = 0;
  for (let at = 0; at < text.length; ) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(text)?.[0] ?? text.slice(at, at + 1);
    tokens.push({ kind: kindOf(found), start: at, end: at + found.length, text: found, isOpen: isOpenString(found) });
    at += found.length;
  }
  return tokens;
}

/** @param {string} text @returns {TokenKind} */
function kindOf(text) {
  if (/^\s/.test(text)) return "blank";
  if (/^["']/.test(text)) return "string";
  return /^(?:&&|\|\||[<>!]=|!~|[()[\],=<>~!&|])$/.test(text) ? "symbol" : "word";
}

/** @param {string} text */
function isOpenString(text) {
  if (!/^["']/.test(text)) return false;
  return text.length < 2 || !text.endsWith(/** @type {string} */ (text[0])) || /(?:^|[^\\])(?:\\\\)*\\$/.test(text.slice(0, -1));
}

/** A word or string as what it names: without quotes and escapes. @param {string} text */
export function plain(text) {
  const isQuoted = /^["']/.test(text);
  const inside = isQuoted ? text.slice(1, isOpenString(text) ? undefined : -1) : text;
  return inside.replace(/\\([^])/g, "$1");
}

const PREDICATES = new Set(["after", "before", "on", "during", "by", "from", "to"]);

class Reader {
  /** @type {Expected} */
  expects = "field";
  field = "";
  operator = "";
  predicate = "";
  isInList = false;
  functionDepth = 0;
  /** Where an operator of several words began; -1 outside of one. */
  operatorStart = -1;
  isAfterValue = false;

  /** @param {Token} token */
  take(token) {
    if (token.kind === "blank") return;
    const word = token.kind === "word" ? token.text.toLowerCase() : token.text;
    if (this.functionDepth > 0) {
      if (word === "(") this.functionDepth += 1;
      else if (word === ")") this.functionDepth -= 1;
      return;
    }
    switch (this.expects) {
      case "field":
        return this.#field(word, token);
      case "operator":
        return this.#operator(word, token);
      case "value":
        return this.#value(word);
      case "join":
        return this.#join(word);
      case "by":
        if (word === "by") this.expects = "orderField";
        return;
      case "orderField":
        if (token.kind !== "symbol") this.expects = "direction";
        return;
      case "direction":
        if (word === ",") this.expects = "orderField";
        return;
    }
  }

  /** @param {string} word @param {Token} token */
  #field(word, token) {
    if (word === "order") this.expects = "by";
    else if (token.kind !== "symbol" && word !== "not") {
      this.field = token.text;
      this.operator = this.predicate = "";
      this.expects = "operator";
    }
  }

  /** @param {string} word @param {Token} token */
  #operator(word, token) {
    if (this.operatorStart < 0) this.operatorStart = token.start;
    this.operator = `${this.operator} ${word}`.trim();
    if (word === "not" && this.operator === "not") return;
    this.operatorStart = -1;
    this.expects = word === "changed" ? "join" : "value";
  }

  /** @param {string} word */
  #value(word) {
    if (this.isAfterValue && word === "(") {
      this.functionDepth = 1;
      this.isAfterValue = false;
      if (!this.isInList) this.expects = "join";
    } else if (word === "(") this.isInList = true;
    else if (word === ")") this.#closeList();
    else if (word === ",") this.isAfterValue = false;
    else if (/^(?:is|was)(?: not)?$/.test(this.operator) && (word === "not" || word === "in")) this.operator += ` ${word}`;
    else if (this.isInList) this.isAfterValue = true;
    else this.expects = "join";
    if (this.expects === "join") this.isAfterValue = true;
  }

  #closeList() {
    this.isInList = false;
    this.isAfterValue = false;
    this.expects = "join";
  }

  /** @param {string} word */
  #join(word) {
    if (word === "(" && this.isAfterValue) this.functionDepth = 1;
    this.isAfterValue = false;
    if (["and", "or", "&", "&&", "|", "||", ","].includes(word)) this.expects = "field";
    else if (word === "order") this.expects = "by";
    else if (PREDICATES.has(word) && /^(?:was|changed)/.test(this.operator)) {
      this.predicate = word;
      this.expects = "value";
    }
  }
}

/**
 * What stands at the cursor.
 * @param {string} text
 * @param {number} cursor
 * @returns {Place | null}  null where nothing can be offered: inside of a function's brackets, behind a closed string.
 */
export function placeAt(text, cursor) {
  const reader = new Reader();
  /** @type {Token | null} */
  let at = null;
  for (const token of tokensOf(text)) {
    const isTyped = token.start < cursor && cursor <= token.end && (token.kind === "word" || token.kind === "string");
    if (isTyped) at = token;
    if (isTyped || token.start >= cursor) break;
    reader.take(token);
  }
  if (reader.functionDepth > 0) return null;
  if (at?.kind === "string" && !at.isOpen && cursor === at.end) return null;
  if (reader.isInList && reader.isAfterValue) return null;
  const { expects, field, operator, predicate, isInList } = reader;
  let start = at?.start ?? cursor;
  if (expects === "operator" && reader.operatorStart >= 0) start = reader.operatorStart;
  // An open string reaches to the end of the text: only what stands before the cursor is being typed.
  const end = at ? (at.isOpen ? cursor : at.end) : cursor;
  const written = text.slice(start, cursor);
  const typed = at?.kind === "string" ? plain(written) : written.replace(/\s+/g, " ");
  return { expects, field, operator, predicate, isInList, isInFunction: false, start, end, typed };
}

/**
 * Where a problem is that Jira named.
 * @param {string} text
 * @param {{ message: string, line: number | null, character: number | null, word: string }} problem
 * @returns {{ start: number, end: number } | null}  An empty range is a place where something is missing; null: unknown.
 */
export function rangeOf(text, { message, line, character, word }) {
  if (line !== null && character !== null) {
    const lines = text.split("\n");
    const before = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    const offset = Math.min(before + character - 1, text.length);
    const token = tokensOf(text).find(({ start, end }) => start <= offset && offset < end);
    if (!token) return { start: text.length, end: text.length };
    return { start: token.start, end: token.end };
  }
  if (/end of the query/i.test(message)) {
    const end = text.trimEnd().length;
    return { start: end, end };
  }
  const wanted = word.replace(/\(.*\)$/, "").toLowerCase();
  const found = wanted && tokensOf(text).find(({ kind, text: one }) => kind !== "blank" && plain(one).toLowerCase() === wanted);
  return found ? { start: found.start, end: found.end } : null;
}

/** Number of the line and of the character in it, both from 1. @param {string} text @param {number} offset */
export function lineAndCharacter(text, offset) {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, character: (before.at(-1)?.length ?? 0) + 1 };
}
