// The order of texts, worked out once and kept: comparing two texts as a language does takes longer than all else in
// sorting. A text that is new is put between those that are in order already. Pure.

/** Texts that left the sheet stay in order with the others until they would be most of them. */
const MIN_KEPT = 20_000;

export class TextOrder {
  /** Compares as the language does: Array.sort's convention. */
  compare;
  /** In order. @type {string[]} */
  #texts = [];
  /** Equal texts, such as one letter written in two ways, share a place. @type {Map<string, number>} */
  #places = new Map();
  /** The most texts that were asked for at once. */
  #most = 0;

  /** @param {(a: string, b: string) => number} compare */
  constructor(compare) {
    this.compare = compare;
  }

  /**
   * Put texts in order, for `placeOf`.
   * @param {readonly (string | null)[]} texts  null is none.
   */
  add(texts) {
    this.#most = Math.max(this.#most, texts.length);
    if (this.#texts.length > Math.max(MIN_KEPT, 4 * this.#most)) {
      this.#texts = [];
      this.#places.clear();
    }
    /** @type {Set<string>} */
    const added = new Set();
    for (const text of texts) if (text !== null && !this.#places.has(text)) added.add(text);
    if (added.size === 0) return;
    this.#texts = this.#merge([...added].sort(this.compare));
    let place = -1;
    this.#texts.forEach((text, i) => {
      const before = this.#texts[i - 1];
      if (before === undefined || this.compare(before, text) !== 0) place = i;
      this.#places.set(text, place);
    });
  }

  /** A text's place among all; NaN when it was not added. @param {string} text */
  placeOf(text) {
    return this.#places.get(text) ?? NaN;
  }

  /** @param {readonly string[]} added  In order. */
  #merge(added) {
    const merged = [];
    let next = 0;
    for (const text of this.#texts) {
      while (next < added.length && this.compare(/** @type {string} */ (added[next]), text) < 0) {
        merged.push(/** @type {string} */ (added[next]));
        next += 1;
      }
      merged.push(text);
    }
    return merged.concat(added.slice(next));
  }
}
