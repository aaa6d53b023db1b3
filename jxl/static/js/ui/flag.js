// A short message at the lower left that goes by itself: for what is done, not for what went wrong in a cell.

import { el, icon } from "./dom.js";
import { announce } from "./live.js";

const SHOWN_MS = 5000;

/**
 * @param {string} text
 * @param {"done" | "warning"} [kind]
 */
export function flag(text, kind = "done") {
  document.querySelector(".flag")?.remove();
  const element = el(
    "div",
    { class: `flag is-${kind}` },
    icon(kind === "done" ? "ok" : "warning"),
    el("p", { class: "grow" }, text),
  );
  document.body.append(element);
  announce(text);
  setTimeout(() => element.remove(), SHOWN_MS);
}
