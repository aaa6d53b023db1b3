// A list that people put in order: by dragging a grip, or with the arrow keys on it. The entries are drawn anew by who
// owns the list; here the focus goes with the entry that was moved.

import { el, icon } from "./dom.js";
import { announce } from "./live.js";

const GRIP = "[data-grip]";
const ENTRY = "[data-entry]";

/** The handle of an entry. @param {string} name  Of the entry. */
export function grip(name) {
  return el(
    "button",
    {
      type: "button",
      class: "grip",
      "data-grip": true,
      "aria-label": `Move ${name}`,
      "aria-description": "Arrow up and arrow down move it.",
      "data-tip": "Drag, or use the arrow keys",
    },
    icon("grip"),
  );
}

/**
 * @param {HTMLElement} list  Holds entries marked `data-entry`, in order, each with a grip.
 * @param {(from: number, to: number) => void} onMove  Puts the entry at the place and draws the list.
 * @param {AbortSignal} signal
 */
export function connectReorder(list, onMove, signal) {
  const entries = () => /** @type {HTMLElement[]} */ ([...list.querySelectorAll(ENTRY)]);
  const placeOf = (/** @type {EventTarget | null} */ target) => {
    const entry = target instanceof Element ? target.closest(ENTRY) : null;
    return entry ? entries().indexOf(/** @type {HTMLElement} */ (entry)) : -1;
  };

  list.addEventListener(
    "keydown",
    (event) => {
      const isGrip = event.target instanceof Element && event.target.closest(GRIP) !== null;
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (step === undefined || !(isGrip || event.altKey)) return;
      event.preventDefault();
      event.stopPropagation();
      const from = placeOf(event.target);
      const to = from + step;
      const count = entries().length;
      if (from < 0 || to < 0 || to >= count) return;
      onMove(from, to);
      const grips = entries()[to]?.querySelector(GRIP);
      if (grips instanceof HTMLElement) grips.focus();
      announce(`Place ${to + 1} of ${count}`);
    },
    { signal },
  );

  list.addEventListener(
    "pointerdown",
    (event) => {
      const handle = event.target instanceof Element ? event.target.closest(GRIP) : null;
      const from = placeOf(handle);
      if (!(handle instanceof HTMLElement) || from < 0 || event.button !== 0) return;
      drag(handle, event.pointerId, from);
    },
    { signal },
  );

  /** @param {HTMLElement} handle @param {number} pointer @param {number} from */
  function drag(handle, pointer, from) {
    const all = entries();
    const ending = new AbortController();
    let gap = from;
    const mark = () => {
      for (const [i, entry] of all.entries()) {
        entry.classList.toggle("is-dragged", i === from);
        entry.classList.toggle("is-gap-before", i === gap && gap !== from && gap !== from + 1);
        entry.classList.toggle("is-gap-after", i === all.length - 1 && gap === all.length && from !== all.length - 1);
      }
    };
    const end = () => {
      ending.abort();
      for (const entry of all) entry.classList.remove("is-dragged", "is-gap-before", "is-gap-after");
    };
    handle.setPointerCapture(pointer);
    const options = { signal: ending.signal };
    handle.addEventListener(
      "pointermove",
      (event) => {
        const below = all.findIndex((entry) => {
          const box = entry.getBoundingClientRect();
          return event.clientY < box.top + box.height / 2;
        });
        gap = below < 0 ? all.length : below;
        mark();
      },
      options,
    );
    handle.addEventListener("pointercancel", end, options);
    handle.addEventListener(
      "keydown",
      (event) => {
        if (event.key === "Escape") end();
      },
      options,
    );
    handle.addEventListener(
      "pointerup",
      () => {
        end();
        const to = gap > from ? gap - 1 : gap;
        if (to !== from) onMove(from, to);
      },
      options,
    );
    signal.addEventListener("abort", end, options);
  }
}
