// Says things to people who do not see the screen: one polite live region for the page.

import { need } from "./dom.js";

/** @param {string} text */
export function announce(text) {
  need(document, "#live").textContent = text;
}
