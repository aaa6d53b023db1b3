// Tooltips: `data-tip` says something, `.cut` shows its whole text (or `data-whole`) when it does not fit. One for the
// whole page.

import { el } from "./dom.js";

const DELAY_MS = 500;
const GAP_PX = 6;
const EDGE_PX = 8;

/** @param {AbortSignal} signal */
export function connectTooltips(signal) {
  const tip = el("div", { class: "tip", role: "tooltip", id: "tip", hidden: true });
  document.body.append(tip);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {Element | null} */
  let owner = null;

  const hide = () => {
    clearTimeout(timer);
    owner?.removeAttribute("aria-describedby");
    owner = null;
    tip.hidden = true;
  };
  /** @param {Element} target */
  const show = (target) => {
    const text = tipOf(target);
    if (!text || !target.isConnected) return;
    owner = target;
    tip.textContent = text;
    tip.hidden = false;
    place(tip, target);
    if (target.hasAttribute("data-tip") && !target.hasAttribute("aria-describedby"))
      target.setAttribute("aria-describedby", tip.id);
  };
  /** @param {Event} event @param {number} delay */
  const consider = (event, delay) => {
    const target = event.target instanceof Element ? event.target.closest("[data-tip], .cut") : null;
    if (target === owner && target) return;
    hide();
    if (target && tipOf(target)) timer = setTimeout(show, delay, target);
  };

  document.addEventListener("mouseover", (event) => consider(event, DELAY_MS), { signal });
  document.addEventListener("focusin", (event) => consider(event, 0), { signal });
  for (const type of ["mousedown", "focusout", "wheel"])
    document.addEventListener(type, hide, { signal, passive: true });
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide(), { signal });
}

/** @param {Element} target */
function tipOf(target) {
  const text = target.getAttribute("data-tip");
  if (text) return text;
  const isCut = target.scrollWidth > target.clientWidth || target.scrollHeight > target.clientHeight + 1;
  return isCut ? (target.getAttribute("data-whole") ?? target.textContent ?? "").trim() : "";
}

/** @param {HTMLElement} tip @param {Element} target */
function place(tip, target) {
  const at = target.getBoundingClientRect();
  const size = tip.getBoundingClientRect();
  const left = Math.min(Math.max(EDGE_PX, at.left), innerWidth - size.width - EDGE_PX);
  const below = at.bottom + GAP_PX;
  const top = below + size.height > innerHeight - EDGE_PX ? at.top - GAP_PX - size.height : below;
  tip.style.left = `${left}px`;
  tip.style.top = `${Math.max(EDGE_PX, top)}px`;
}
