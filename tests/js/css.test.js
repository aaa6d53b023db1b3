import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

const FOLDER = new URL("../../jxl/static/css/", import.meta.url);
const TOKENS = "tokens.css";
const read = (/** @type {string} */ name) => readFileSync(new URL(name, FOLDER), "utf8");
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith(".css") && name !== TOKENS);

/** @param {string} text */
function tokensOf(text) {
  return new Map(
    [...text.matchAll(/(--ds-[\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name, value.toLowerCase()]),
  );
}

const [light, dark] = read(TOKENS).split('html[data-color-mode="dark"]').map(tokensOf);

test("components name no colour of their own", () => {
  for (const name of FILES) {
    const bare = read(name)
      .replace(/var\([^()]*\)/g, "")
      .replace(/\/\*[^]*?\*\//g, "");
    assert.doesNotMatch(bare, /#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(/i, name);
  }
});

test("every token is one that tokens.css knows, and a colour's fallback is its light value", () => {
  for (const name of FILES) {
    for (const [, token, fallback] of read(name).matchAll(/var\((--ds-[\w-]+)(?:,\s*([^)]+))?\)/g)) {
      const value = light.get(token);
      assert.ok(value, `${name}: ${token}`);
      if (/^#/.test(value)) assert.equal(fallback, value, `${name}: ${token}`);
    }
  }
});

test("every colour has a dark value", () => {
  for (const [token, value] of light) if (/#/.test(value)) assert.ok(dark.has(token), token);
});
