// A menu that opens under a button: arrows move, Enter chooses, Escape and a click elsewhere close it.

import { el, icon } from "./dom.js";

/**
 * @typedef {object} MenuItem
 * @property {string} label
 * @property {() => void} run
 * @property {string} [icon]
 * @property {boolean} [checked]  Given: one of several, shown with a tick.
 */

/**
 * @param {HTMLElement} button
 * @param {() => MenuItem[]} items  Asked each time the menu opens.
 * @param {AbortSignal} signal
 */
export function connectMenu(button, items, signal) {
  button.setAttribute("aria-haspopup", "menu");
  button.setAttribute("aria-expanded", "false");
  /** @type {HTMLElement | null} */
  let menu = null;

  const close = (/** @type {boolean} */ giveFocusBack) => {
    if (!menu) return;
    menu.remove();
    menu = null;
    button.setAttribute("aria-expanded", "false");
    if (giveFocusBack) button.focus();
  };
  const open = () => {
    menu = el("div", {
      class: "popup",
      role: "menu",
      "aria-label": button.getAttribute("aria-label") ?? button.textContent?.trim(),
    });
    for (const item of items()) menu.append(entry(item, () => close(true)));
    menu.addEventListener("keydown", (event) => onKey(event, /** @type {HTMLElement} */ (menu), close));
    document.body.append(menu);
    const at = button.getBoundingClientRect();
    menu.style.left = `${Math.max(8, Math.min(at.left, innerWidth - menu.offsetWidth - 8))}px`;
    menu.style.top = `${at.bottom + 4}px`;
    button.setAttribute("aria-expanded", "true");
    focusEntry(menu, menu.querySelector("[aria-checked=true]") ? checkedIndex(menu) : 0);
  };

  button.addEventListener("click", () => (menu ? close(true) : open()), { signal });
  button.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "ArrowDown" || menu) return;
      event.preventDefault();
      event.stopPropagation();
      open();
    },
    { signal },
  );
  document.addEventListener(
    "mousedown",
    (event) => {
      if (menu && event.target instanceof Node && !menu.contains(event.target) && !button.contains(event.target))
        close(false);
    },
    { signal, capture: true },
  );
  window.addEventListener("blur", () => close(false), { signal });
  signal.addEventListener("abort", () => close(false));
}

/** @param {MenuItem} item @param {() => void} done */
function entry(item, done) {
  const isChoice = item.checked !== undefined;
  return el(
    "button",
    {
      type: "button",
      class: `popup-entry${item.checked ? " is-chosen" : ""}`,
      role: isChoice ? "menuitemradio" : "menuitem",
      tabindex: -1,
      "aria-checked": isChoice ? String(item.checked) : null,
      onclick: () => {
        done();
        item.run();
      },
    },
    item.icon ? icon(item.icon) : null,
    el("span", { class: "grow" }, item.label),
    item.checked ? icon("check") : null,
  );
}

/** @param {HTMLElement} menu */
function entries(menu) {
  return /** @type {HTMLElement[]} */ ([...menu.querySelectorAll("[role^=menuitem]")]);
}

/** @param {HTMLElement} menu */
function checkedIndex(menu) {
  return entries(menu).findIndex((item) => item.getAttribute("aria-checked") === "true");
}

/** @param {HTMLElement} menu @param {number} index */
function focusEntry(menu, index) {
  const all = entries(menu);
  all[(index + all.length) % all.length]?.focus();
}

/** @param {KeyboardEvent} event @param {HTMLElement} menu @param {(giveFocusBack: boolean) => void} close */
function onKey(event, menu, close) {
  const at = entries(menu).indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const last = entries(menu).length - 1;
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: last }[event.key];
  if (event.key === "Escape") close(true);
  else if (event.key === "Tab") close(false);
  else if (to !== undefined) focusEntry(menu, to);
  else return;
  if (event.key !== "Tab") event.preventDefault();
  event.stopPropagation();
}
