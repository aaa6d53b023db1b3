// F6 walks the regions of a screen: head, toolbar, panel, grid, status bar; Shift+F6 goes back. What is hidden, or has
// nothing to focus, is passed over.

const FOCUSABLE = "a[href], button:not([disabled]), input, [tabindex='0']";

/**
 * @param {readonly { element: HTMLElement, focus?: () => void }[]} regions  In the order of the walk.
 * @param {AbortSignal} signal
 */
export function connectRegions(regions, signal) {
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "F6") return;
      event.preventDefault();
      const at = regions.findIndex(({ element }) => element.contains(document.activeElement));
      const step = event.shiftKey ? -1 : 1;
      for (let i = 1; i <= regions.length; i += 1) {
        const region = regions[(at + step * i + regions.length * 2) % regions.length];
        if (!region || region.element.getClientRects().length === 0) continue;
        const target = region.element.querySelector(FOCUSABLE);
        if (region.focus) return region.focus();
        if (target instanceof HTMLElement) return target.focus();
      }
      return undefined;
    },
    { signal },
  );
}
