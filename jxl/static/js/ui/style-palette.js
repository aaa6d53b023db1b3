// How a format looks: one of ten colours or none, and marks of the text, with a sample that tells its contrast.

import { contrastOf } from "../state/contrast.js";
import { FORMAT_COLORS, isFormatColor, styleClasses, styleId } from "../state/styles.js";
import { el, icon } from "./dom.js";

/** @import { Style } from "../state/styles.js" */

const MARKS = /** @type {const} */ ([
  ["bold", "Bold"],
  ["italic", "Italic"],
  ["strike", "Strike through"],
  ["soft", "Soft text"],
]);
const ENOUGH = 4.5;

/** @param {Record<string, unknown>} effect  Of a format. @returns {Style} */
export function styleFrom(effect) {
  const { color } = effect;
  const marks = MARKS.filter(([mark]) => effect[mark] === true).map(([mark]) => [mark, true]);
  return { ...(isFormatColor(color) ? { color } : {}), ...Object.fromEntries(marks) };
}

/** A small picture of a style. @param {Record<string, unknown>} effect */
export function swatch(effect) {
  const classes = effect["kind"] === "style" ? styleClasses(styleId(styleFrom(effect))) : "";
  return el("span", { class: `swatch ${classes}`.trim(), "aria-hidden": "true" }, "Aa");
}

export class StylePalette {
  #effect;
  #onChange;
  #colors;
  #marks = el("div", { class: "row editor-checks" });
  #sample = el("div", { class: "box style-sample" });

  /**
   * @param {HTMLElement} host
   * @param {Record<string, unknown>} effect  Members that are not offered here are kept.
   * @param {(effect: Record<string, unknown>) => void} onChange
   */
  constructor(host, effect, onChange) {
    this.#effect = effect;
    this.#onChange = onChange;
    this.#colors = el("div", { class: "palette", role: "radiogroup", "aria-label": "Colour" });
    this.#colors.addEventListener("keydown", (event) => this.#onKey(event));
    host.replaceChildren(this.#colors, this.#marks, this.#sample);
    this.#draw();
  }

  /** @returns {readonly (string | null)[]} */
  get #choices() {
    return [null, ...FORMAT_COLORS];
  }

  get #color() {
    const { color } = this.#effect;
    return isFormatColor(color) ? color : null;
  }

  #draw() {
    const chosen = this.#color;
    this.#colors.replaceChildren(
      ...this.#choices.map((color) =>
        el(
          "button",
          {
            type: "button",
            role: "radio",
            class: `swatch ${color ? `is-format is-format-${color}` : ""}`.trim(),
            "aria-checked": String(color === chosen),
            "aria-label": color ? capitalised(color) : "No colour",
            "data-tip": color ? capitalised(color) : "No colour",
            tabindex: color === chosen ? 0 : -1,
            onclick: () => this.#chooseColor(color),
          },
          "Aa",
        ),
      ),
    );
    this.#marks.replaceChildren(...MARKS.map(([mark, label]) => this.#mark(mark, label)));
    this.#drawSample();
  }

  /** @param {typeof MARKS[number][0]} mark @param {string} label */
  #mark(mark, label) {
    const isFaint = mark === "soft" && this.#color !== null;
    const box = el("input", {
      type: "checkbox",
      checked: this.#effect[mark] === true,
      disabled: isFaint,
      onchange: () => {
        const { [mark]: _before, ...rest } = this.#effect;
        this.#effect = box.checked ? { ...rest, [mark]: true } : rest;
        this.#drawSample();
        this.#onChange(this.#effect);
      },
    });
    return el(
      "label",
      { class: "check", "data-tip": isFaint ? "On a coloured cell soft text would be too faint." : null },
      box,
      label,
    );
  }

  #drawSample() {
    const text = el("span", { class: `style-sample-cell ${styleClasses(styleId(styleFrom(this.#effect)))}` }, "20 Nov");
    const words = el("span", { class: "small subtle grow" });
    this.#sample.replaceChildren(text, words);
    const computed = getComputedStyle(text);
    const ground = this.#color ? computed.backgroundColor : getComputedStyle(document.body).backgroundColor;
    const ratio = contrastOf(computed.color, ground);
    if (ratio === null) return;
    words.textContent = `Contrast ${ratio.toFixed(1)} : 1 in this theme`;
    this.#sample.append(icon(ratio >= ENOUGH ? "ok" : "warning"));
  }

  /** @param {string | null} color */
  #chooseColor(color) {
    const { color: _before, ...rest } = this.#effect;
    this.#effect = color ? { ...rest, color } : rest;
    this.#draw();
    const checked = this.#colors.querySelector("[aria-checked=true]");
    if (checked instanceof HTMLElement) checked.focus();
    this.#onChange(this.#effect);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const at = this.#choices.indexOf(this.#color);
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step === undefined || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const count = this.#choices.length;
    this.#chooseColor(this.#choices[(at + step + count) % count] ?? null);
  }
}

/** @param {string} text */
function capitalised(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
