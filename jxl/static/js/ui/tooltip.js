// Tooltips: `data-tip` says something, as does the description of a cell; `.cut` shows its whole text (or
// `data-whole`) when it does not fit. One for the whole page; what stands in something with a tip of its own says both.

import { el } from "./dom.js";

const DELAY_MS = 500;
const GAP_PX = 6;
const EDGE_PX = 8;
const SAYING = "[data-tip], .rgCell[aria-description]";

/** @typedef {{ owner: Element, text: string }} Tip */

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
    if (owner?.getAttribute("aria-describedby") === tip.id) owner.removeAttribute("aria-describedby");
    owner = null;
    tip.hidden = true;
  };
  /** @param {Tip} found */
  const show = (found) => {
    if (!found.owner.isConnected) return;
    owner = found.owner;
    tip.textContent = found.text;
    tip.hidden = false;
    place(tip, owner);
    const isSaid = owner.hasAttribute("aria-describedby") || owner.hasAttribute("aria-description");
    if (owner.hasAttribute("data-tip") && !isSaid) owner.setAttribute("aria-describedby", tip.id);
  };
  /** @param {Event} event */
  const consider = (event) => {
    const found = event.target instanceof Element ? tipAt(event.target) : null;
    if (found && found.owner === owner && found.text === tip.textContent) return;
    hide();
    if (!found) return;
    // With the focus at once: whoever listens is told the description as it is when the focus comes.
    if (event.type === "focusin") show(found);
    else if (!(event instanceof MouseEvent && event.buttons)) timer = setTimeout(show, DELAY_MS, found);
  };

  document.addEventListener("mouseover", consider, { signal });
  document.addEventListener("focusin", consider, { signal });
  for (const type of ["mousedown", "focusout", "wheel"])
    document.addEventListener(type, hide, { signal, passive: true });
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide(), { signal });
}

/** What is to be said of an element and of what it stands in. @param {Element} target @returns {Tip | null} */
function tipAt(target) {
  const inner = target.closest(`${SAYING}, .cut`);
  const outer = inner?.parentElement?.closest(SAYING);
  const texts = [inner, outer].map((element) => (element ? textOf(element) : ""));
  const owner = texts[1] ? outer : inner;
  const text = texts.filter(Boolean).join("\n");
  return owner && text ? { owner, text } : null;
}

/** @param {Element} element */
function textOf(element) {
  const text = element.getAttribute("data-tip") ?? element.getAttribute("aria-description");
  if (text) return text;
  const isCut = element.scrollWidth > element.clientWidth || element.scrollHeight > element.clientHeight + 1;
  return isCut ? (element.getAttribute("data-whole") ?? element.textContent ?? "").trim() : "";
}

/** @param {HTMLElement} tip @param {Element} target */
function place(tip, target) {
  tip.style.left = tip.style.top = "0"; // where it stood last it may have had no room for its width
  const at = target.getBoundingClientRect();
  const size = tip.getBoundingClientRect();
  const left = Math.min(Math.max(EDGE_PX, at.left), innerWidth - size.width - EDGE_PX);
  const below = at.bottom + GAP_PX;
  const top = below + size.height > innerHeight - EDGE_PX ? at.top - GAP_PX - size.height : below;
  tip.style.left = `${left}px`;
  tip.style.top = `${Math.max(EDGE_PX, top)}px`;
}
