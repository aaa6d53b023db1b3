// What the status bar says of the selected cells, in the person's numbers, and the same in one sentence.

import { announce } from "../../ui/live.js";

/** @import { Selected } from "../../grid/selected.js" */
/** @import { Format } from "../../state/format.js" */
/** @import { SelectionFacts } from "../../ui/status-bar.js" */

const SAY_AFTER_MS = 600;

/** @param {Selected | null} selected @param {Format} format @returns {SelectionFacts | null} */
function selectionFacts(selected, format) {
  if (!selected) return null;
  const { figures } = selected;
  const text = (/** @type {number} */ value) =>
    figures?.kind === "duration" ? format.duration(value) : format.number(Number(value.toFixed(2)));
  return {
    ...selected,
    figures: figures && {
      sum: text(figures.sum),
      average: text(figures.average),
      min: text(figures.min),
      max: text(figures.max),
    },
  };
}

/** For whoever listens. @param {SelectionFacts} facts @param {Format} format */
function selectionSentence({ rows, columns, filled, figures }, format) {
  const size = `Selected ${format.number(rows)} × ${format.number(columns)}, ${format.number(filled)} filled`;
  return figures ? `${size}, sum ${figures.sum}, average ${figures.average}` : size;
}

/** Says what is selected, once it stays so: a range that grows changes with every cell. */
export class SelectionTeller {
  #format;
  #show;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {Format} format @param {(facts: SelectionFacts | null) => void} show @param {AbortSignal} signal */
  constructor(format, show, signal) {
    this.#format = format;
    this.#show = show;
    signal.addEventListener("abort", () => clearTimeout(this.#timer));
  }

  /** @param {Selected | null} selected */
  tell(selected) {
    const facts = selectionFacts(selected, this.#format);
    this.#show(facts);
    clearTimeout(this.#timer);
    if (facts) this.#timer = setTimeout(() => announce(selectionSentence(facts, this.#format)), SAY_AFTER_MS);
  }
}
