// A short message at the lower left that goes by itself: for what is done, not for what went wrong in a cell.

import { el, icon } from "./dom.js";
import { announce } from "./live.js";

const SHOWN_MS = 5000;
/** Longer where something can be done about it. */
const OFFERED_MS = 12_000;

/**
 * @param {string} text
 * @param {"done" | "warning"} [kind]
 * @param {{ label: string, run: () => void }} [action]  "Undo".
 */
export function flag(text, kind = "done", action) {
  document.querySelector(".flag")?.remove();
  const element = el(
    "div",
    { class: `flag is-${kind}` },
    icon(kind === "done" ? "ok" : "warning"),
    el("p", { class: "grow" }, text),
    action
      ? el(
          "button",
          {
            type: "button",
            class: "button is-link",
            onclick: () => {
              element.remove();
              action.run();
            },
          },
          action.label,
        )
      : null,
  );
  document.body.append(element);
  announce(action ? `${text} ${action.label} is offered at the end of the page.` : text);
  setTimeout(() => element.remove(), action ? OFFERED_MS : SHOWN_MS);
}
