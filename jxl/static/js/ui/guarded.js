// Buttons that the person may not use: they stay where they are and in the tab order, say why, and do nothing. What
// they would do is refused by the server, too; here nobody is led into that.

import { announce } from "./live.js";

/** @import { Verdict } from "../types.d.ts" */

/** Let a button do what it does, or say why not. @param {Element} button @param {Verdict} verdict */
export function guard(button, { allowed, reason }) {
  if (allowed) {
    for (const name of ["aria-disabled", "data-tip", "aria-description"]) button.removeAttribute(name);
  } else {
    button.setAttribute("aria-disabled", "true");
    button.setAttribute("data-tip", reason);
    button.setAttribute("aria-description", reason);
  }
}

/**
 * Such buttons have their reason as description, for whoever listens; a press on one says it and goes no further.
 * @param {HTMLElement} root
 * @param {AbortSignal} signal
 */
export function connectGuards(root, signal) {
  for (const button of root.querySelectorAll("[aria-disabled=true]"))
    guard(button, { allowed: false, reason: button.getAttribute("data-tip") ?? "" });
  root.addEventListener(
    "click",
    (event) => {
      const button = event.target instanceof Element ? event.target.closest("[aria-disabled=true]") : null;
      if (!button) return;
      event.preventDefault();
      event.stopPropagation();
      announce(button.getAttribute("data-tip") ?? "");
    },
    { signal, capture: true },
  );
}
