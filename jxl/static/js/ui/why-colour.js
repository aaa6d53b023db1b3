// "Why this colour?": the rules that match an issue, and what became of each in one cell.

import { el, icon, uniqueId } from "./dom.js";
import { swatch } from "./style-palette.js";

/** @import { FormatRule } from "../types.d.ts" */
/** @import { Reason } from "../state/formats.js" */

const WIDTH_PX = 336;
const EDGE_PX = 8;

/**
 * @param {HTMLElement} cell  Under which it opens, and which gets the focus back.
 * @param {object} about
 * @param {string} about.title  "FER-441, Due date: 20 Nov".
 * @param {readonly Reason[]} about.reasons
 * @param {readonly FormatRule[]} about.rules
 * @param {(rule: FormatRule) => string} about.words  When a rule applies.
 * @param {(id: string) => void} about.onChoose  Open a rule.
 * @param {AbortSignal} signal
 */
export function openWhy(cell, { title, reasons, rules, words, onChoose }, signal) {
  const closing = new AbortController();
  const headId = uniqueId("why");
  const close = (/** @type {boolean} */ giveFocusBack) => {
    if (closing.signal.aborted) return;
    closing.abort();
    popup.remove();
    if (giveFocusBack && cell.isConnected) cell.focus();
  };
  const nameOf = (/** @type {string | undefined} */ id) => rules.find((rule) => rule.id === id)?.name ?? "Another rule";
  const entries = reasons.flatMap((reason) => {
    const rule = rules.find(({ id }) => id === reason.id);
    if (!rule) return [];
    return [
      el(
        "li",
        {},
        el(
          "button",
          {
            type: "button",
            class: "why-rule",
            onclick: () => {
              close(false);
              onChoose(rule.id);
            },
          },
          swatch(rule.then),
          el(
            "span",
            { class: "grow small" },
            el("span", { class: "strong" }, rule.name),
            ` ${STATES[reason.state]}`,
            el(
              "span",
              { class: "why-words subtle" },
              reason.state === "stopped" ? `${nameOf(reason.by)} is higher and stops here` : words(rule),
            ),
          ),
          icon(reason.state === "applies" ? "check" : "no"),
        ),
      ),
    ];
  });
  const popup = el(
    "div",
    { class: "popup why", role: "dialog", "aria-labelledby": headId },
    el(
      "div",
      { class: "row" },
      el("h3", { id: headId, class: "grow" }, "Why this colour?"),
      el(
        "button",
        {
          type: "button",
          class: "button is-ghost is-icon is-small",
          "aria-label": "Close",
          onclick: () => close(true),
        },
        icon("close"),
      ),
    ),
    el("p", { class: "small subtle" }, title),
    entries.length > 0
      ? el("ul", {}, ...entries)
      : el("p", { class: "small" }, "No rule that is on matches this issue, so it has no colour."),
  );
  document.body.append(popup);
  const at = cell.getBoundingClientRect();
  popup.style.width = `${Math.min(WIDTH_PX, innerWidth - 2 * EDGE_PX)}px`;
  popup.style.left = `${Math.max(EDGE_PX, Math.min(at.left, innerWidth - popup.offsetWidth - EDGE_PX))}px`;
  const below = at.bottom + 4;
  const fits = below + popup.offsetHeight <= innerHeight - EDGE_PX;
  popup.style.top = `${fits ? below : Math.max(EDGE_PX, at.top - popup.offsetHeight - 4)}px`;
  popup.querySelector("button")?.focus();
  popup.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    close(true);
  });
  popup.addEventListener("focusout", (event) => {
    if (event.relatedTarget instanceof Node && !popup.contains(event.relatedTarget)) close(false);
  });
  document.addEventListener(
    "mousedown",
    (event) => {
      if (event.target instanceof Node && !popup.contains(event.target)) close(false);
    },
    { signal: closing.signal, capture: true },
  );
  signal.addEventListener("abort", () => close(false), { signal: closing.signal });
}

/** @type {Readonly<Record<Reason["state"], string>>} */
const STATES = {
  applies: "applies",
  covered: "would match too, and says nothing that is not said above",
  stopped: "would match too",
  elsewhere: "colours another column",
};
