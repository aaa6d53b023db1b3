// Texts as search and filters compare them: upper and lower case, accents and ligatures do not count. Pure.

/**
 * What does not count. Accents and the vowel points of Hebrew and Arabic, though not the vowel signs of Indic scripts,
 * which are letters; then what nobody sees: soft hyphens, joiners, direction marks.
 */
const UNCOUNTED =
  /[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g;
/** Letters that Unicode does not take apart, though readers do. @type {ReadonlyMap<string, string>} */
const PLAIN_LETTERS = new Map([
  ["ß", "ss"],
  ["ς", "σ"],
  ["ı", "i"],
  ["ł", "l"],
  ["ø", "o"],
  ["đ", "d"],
  ["æ", "ae"],
  ["œ", "oe"],
]);
const SPECIAL_LETTERS = /[ßςıłøđæœ]/g;
const IS_ASCII = /^[\x00-\x7f]*$/;
const BEYOND_ASCII = /[^\x00-\x7f]+/g;
/** Folded runs, few enough to be kept for good. @type {Map<string, string>} */
const RUNS = new Map();
const MAX_KEPT_RUNS = 5000;
const MAX_KEPT_CHARS = 8;
const IS_MARK = /^\p{M}$/u;
const IN_WORD = /[\p{L}\p{N}_]/u;

/**
 * Bring a text into the form in which texts are compared. Longer or shorter than the text it comes from.
 * @param {string} text
 */
export function fold(text) {
  const lower = text.toLowerCase();
  // Nothing that folding does reaches over a letter of ASCII, and what stands between two of them repeats.
  return IS_ASCII.test(lower) ? lower : lower.replace(BEYOND_ASCII, foldRun);
}

/** @param {string} run */
function foldRun(run) {
  let folded = RUNS.get(run);
  if (folded === undefined) {
    folded = run
      .normalize("NFKD")
      .replace(UNCOUNTED, "")
      .toLowerCase()
      .replace(SPECIAL_LETTERS, (letter) => PLAIN_LETTERS.get(letter) ?? letter);
    if (run.length <= MAX_KEPT_CHARS && RUNS.size < MAX_KEPT_RUNS) RUNS.set(run, folded);
  }
  return folded;
}

/**
 * Where a text holds another, as half-open ranges `[begin, end)` of the text itself, for marking it.
 * @param {string} text
 * @param {string} wanted  Folded.
 * @returns {[number, number][]} from left to right, none overlapping
 */
export function hitRanges(text, wanted) {
  if (wanted === "") return [];
  const { folded, begins, ends } = foldWithPlaces(text);
  /** @type {[number, number][]} */
  const ranges = [];
  let from = folded.indexOf(wanted);
  while (from >= 0) {
    const to = from + wanted.length;
    const [begin, end] = [begins(from), ends(to - 1)];
    const last = ranges[ranges.length - 1];
    // Two hits inside one letter, such as both halves of a ligature, are one mark.
    if (last && begin < last[1]) last[1] = Math.max(last[1], end);
    else ranges.push([begin, end]);
    from = folded.indexOf(wanted, to);
  }
  return ranges;
}

/**
 * Tell whether a folded text holds a folded word, with no letter or digit at either side.
 * @param {string} text
 * @param {string} word
 */
export function holdsWord(text, word) {
  if (word === "") return false;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (!isInWord(lastCharacter(text, at)) && !isInWord(firstCharacter(text, at + word.length))) return true;
  }
  return false;
}

/** @param {string} text */
function foldWithPlaces(text) {
  if (IS_ASCII.test(text)) {
    const begins = (/** @type {number} */ place) => place;
    return { folded: text.toLowerCase(), begins, ends: (/** @type {number} */ place) => place + 1 };
  }
  // Letter by letter, each with the marks that follow it: nothing that folding does reaches beyond such a group.
  const parts = [];
  /** @type {number[]} */
  const beginOf = [];
  /** @type {number[]} */
  const endOf = [];
  for (const [begin, end] of letters(text)) {
    const folded = fold(text.slice(begin, end));
    parts.push(folded);
    for (let i = 0; i < folded.length; i += 1) {
      beginOf.push(begin);
      endOf.push(end);
    }
  }
  return {
    folded: parts.join(""),
    begins: (/** @type {number} */ place) => beginOf[place] ?? text.length,
    ends: (/** @type {number} */ place) => endOf[place] ?? text.length,
  };
}

/** @param {string} text @returns {Generator<[number, number]>} */
function* letters(text) {
  let begin = 0;
  let at = 0;
  for (const character of text) {
    if (at > begin && !IS_MARK.test(character)) {
      yield [begin, at];
      begin = at;
    }
    at += character.length;
  }
  if (at > begin) yield [begin, at];
}

/** @param {string} text @param {number} place  The character that ends here. */
function lastCharacter(text, place) {
  if (place <= 0) return "";
  const unit = text.charCodeAt(place - 1);
  return text.slice(unit >= 0xdc00 && unit <= 0xdfff ? Math.max(0, place - 2) : place - 1, place);
}

/** @param {string} text @param {number} place */
function firstCharacter(text, place) {
  const code = text.codePointAt(place);
  return code === undefined ? "" : String.fromCodePoint(code);
}

/** @param {string} character */
function isInWord(character) {
  return character !== "" && IN_WORD.test(character);
}
