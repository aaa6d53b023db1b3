import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const FOLDER = new URL("../../jxl/static/css/", import.meta.url);
const [LIGHT, DARK] = readFileSync(new URL("tokens.css", FOLDER), "utf8")
  .split('html[data-color-mode="dark"]')
  .map((text) => [...text.matchAll(/--ds-([\w-]+):\s*(#[0-9A-Fa-f]{6,8});/g)])
  .map((found) => new Map(found.map(([, name, value]) => [name, value])));

/**
 * @param {string} hex  #rrggbb or #rrggbbaa.
 * @returns {[number, number, number, number]} red, green, blue, alpha, 0 to 1
 */
function parts(hex) {
  const at = (/** @type {number} */ i) => Number.parseInt(hex.slice(i, i + 2), 16) / 255;
  return [at(1), at(3), at(5), hex.length > 7 ? at(7) : 1];
}

/** Colours laid over each other, the lowest first. @param {[number, number, number, number][]} layers */
function stacked(layers) {
  return layers.reduce(([r, g, b], [red, green, blue, alpha]) => [
    red * alpha + r * (1 - alpha),
    green * alpha + g * (1 - alpha),
    blue * alpha + b * (1 - alpha),
    1,
  ]);
}

/** Relative luminance of WCAG 2.2. @param {number[]} color */
function luminance(color) {
  const [r, g, b] = color.slice(0, 3).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * /** @type {number} */ (r) + 0.7152 * /** @type {number} */ (g) + 0.0722 * /** @type {number} */ (b);
}

/** @param {number[]} one @param {number[]} other */
function contrast(one, other) {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (/** @type {number} */ (high) + 0.05) / (/** @type {number} */ (low) + 0.05);
}

/** What a text says, its colour, and what lies under it from the lowest up. @type {[string, string, string[]][]} */
const CELLS = [
  ["read-only", "text-subtle", ["surface", "background-disabled"]],
  ["editable, under the pointer", "text", ["surface-hovered"]],
  ["an empty cell", "text-subtlest", ["surface"]],
  ["the reason in the panel", "text-subtle", ["surface"]],
  ["the reason in a panel over the grid", "text-subtle", ["surface-overlay"]],
  ["a reason in a tooltip", "text-inverse", ["background-neutral-bold"]],
];

/** How much of its colour the range lays over cells, in light and dark. */
const RANGE = [...readFileSync(new URL("grid.css", FOLDER), "utf8").matchAll(/border-selected, #1868db\) (\d+)%/g)].map(
  ([, percent]) => Number(percent) / 100,
);

for (const [name, tokens, share] of /** @type {[string, Map<string, string>, number][]} */ ([
  ["light", new Map(LIGHT), RANGE[0]],
  ["dark", new Map([...LIGHT, ...DARK]), RANGE[1]],
])) {
  const color = (/** @type {string} */ token) => {
    const hex = tokens.get(token);
    assert.ok(hex, token);
    return parts(hex);
  };

  test(`text of cells and reasons stands out 4.5 : 1 or more, ${name}`, () => {
    for (const [what, text, ground] of CELLS) {
      const under = stacked(ground.map(color));
      const found = contrast(color(text), under);
      assert.ok(found >= 4.5, `${what}: ${found.toFixed(2)}`);
    }
  });

  test(`a read-only cell in the range stays legible, ${name}`, () => {
    const selected = color("border-selected");
    const range = /** @type {[number, number, number, number]} */ ([...selected.slice(0, 3), share]);
    const under = stacked([color("surface"), color("background-disabled"), range]);
    const text = stacked([color("text-subtle"), range]); // the range is drawn over the text, too
    const found = contrast(text, under);
    assert.ok(found >= 4.5, found.toFixed(2));
  });

  test(`the lock of a read-only cell stands out 3 : 1 or more, ${name}`, () => {
    const under = stacked([color("surface"), color("background-disabled")]);
    assert.ok(contrast(color("icon-subtle"), under) >= 3);
  });
}
