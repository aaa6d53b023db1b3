// A menu that opens under a button: arrows move, Enter chooses, Escape and a click elsewhere close it.

import { el, icon } from "./dom.js";

/**
 * @typedef {object} MenuItem
 * @property {string} label
 * @property {() => void} run
 * @property {string} [icon]
 * @property {boolean} [checked]  Given: one of several, shown with a tick.
 * @property {string} [keys]  Shortcut, shown at the right.
 * @property {boolean} [startsGroup]  A line stands above it.
 * @property {string} [disabled]  Why it cannot be chosen; it stays in the menu and says so.
 */

const GAP_PX = 4;
const EDGE_PX = 8;

/** @typedef {{ element: HTMLElement, close: (giveFocusBack?: boolean) => void }} OpenMenu */

/**
 * @param {HTMLElement} button
 * @param {() => MenuItem[]} items  Asked each time the menu opens.
 * @param {AbortSignal} signal
 */
export function connectMenu(button, items, signal) {
  button.setAttribute("aria-haspopup", "menu");
  button.setAttribute("aria-expanded", "false");
  /** @type {OpenMenu | null} */
  let menu = null;

  const open = () => {
    button.setAttribute("aria-expanded", "true");
    menu = openMenu(
      {
        label: button.getAttribute("aria-label") ?? button.textContent?.trim() ?? "",
        at: button.getBoundingClientRect(),
        items: items(),
        owner: button,
        onClose: (giveFocusBack) => {
          menu = null;
          button.setAttribute("aria-expanded", "false");
          if (giveFocusBack) button.focus();
        },
      },
      signal,
    );
  };

  button.addEventListener("click", () => (menu ? menu.close(true) : open()), { signal });
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
}

/**
 * A menu at a place of the page, for what has no button of its own: a column's head, a cell.
 * @param {object} options
 * @param {string} options.label
 * @param {{ left: number, top: number, bottom: number }} options.at  In the frame; the menu opens below it.
 * @param {MenuItem[]} options.items
 * @param {Element} [options.owner]  A press on it does not close the menu; its own listener does.
 * @param {(giveFocusBack: boolean) => void} [options.onClose]
 * @param {AbortSignal} signal
 * @returns {OpenMenu}
 */
export function openMenu({ label, at, items, owner, onClose }, signal) {
  const ended = new AbortController();
  const element = el("div", { class: "popup", role: "menu", "aria-label": label });
  const close = (giveFocusBack = false) => {
    if (ended.signal.aborted) return;
    ended.abort();
    element.remove();
    onClose?.(giveFocusBack);
  };
  for (const item of items) element.append(...entry(item, () => close(true)));
  element.addEventListener("keydown", (event) => onKey(event, element, close));
  document.body.append(element);
  place(element, at);
  focusEntry(element, Math.max(0, checkedIndex(element)));
  const isInside = (/** @type {EventTarget | null} */ target) =>
    target instanceof Node && (element.contains(target) || (owner?.contains(target) ?? false));
  const options = { signal: ended.signal, capture: true };
  document.addEventListener("mousedown", (event) => !isInside(event.target) && close(), options);
  window.addEventListener("blur", () => close(), { signal: ended.signal }); // not caught on its way: entries lose the focus, too
  signal.addEventListener("abort", () => close(), { signal: ended.signal });
  return { element, close };
}

/** @param {HTMLElement} menu @param {{ left: number, top: number, bottom: number }} at */
function place(menu, at) {
  const below = at.bottom + GAP_PX + menu.offsetHeight <= innerHeight - EDGE_PX;
  const top = below ? at.bottom + GAP_PX : Math.max(EDGE_PX, at.top - GAP_PX - menu.offsetHeight);
  menu.style.left = `${Math.max(EDGE_PX, Math.min(at.left, innerWidth - menu.offsetWidth - EDGE_PX))}px`;
  menu.style.top = `${top}px`;
}

/** @param {MenuItem} item @param {() => void} done @returns {HTMLElement[]} */
function entry(item, done) {
  const isChoice = item.checked !== undefined;
  const button = el(
    "button",
    {
      type: "button",
      class: `popup-entry${item.checked ? " is-chosen" : ""}`,
      role: isChoice ? "menuitemradio" : "menuitem",
      tabindex: -1,
      "aria-checked": isChoice ? String(item.checked) : null,
      "aria-disabled": item.disabled ? "true" : null,
      "aria-description": item.disabled ?? null,
      "data-tip": item.disabled ?? null,
      onclick: () => {
        if (item.disabled) return;
        done();
        item.run();
      },
    },
    item.icon ? icon(item.icon) : null,
    el("span", { class: "grow" }, item.label),
    item.keys ? el("kbd", { class: "small subtlest" }, item.keys) : null,
    item.checked ? icon("check") : null,
  );
  return item.startsGroup ? [el("div", { class: "popup-line", role: "separator" }), button] : [button];
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
