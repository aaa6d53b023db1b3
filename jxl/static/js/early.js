// Keeps the last click that was made before the page's module runs, so that main.js can do it then. The page is drawn
// before its modules have come; without this a quick click would do nothing. Classic, because modules wait for the page.

(() => {
  /** @type {HTMLElement | null} */
  let clicked = null;

  /** @param {MouseEvent} event */
  function keep(event) {
    const target = event.target instanceof Element ? event.target.closest("a[href^='#'], button, [data-row]") : null;
    const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    if (!(target instanceof HTMLElement) || !isPlain) return;
    event.preventDefault();
    clicked = target;
  }

  document.addEventListener("click", keep, true);
  window.jxlTakeEarlyClick = () => {
    document.removeEventListener("click", keep, true);
    return clicked;
  };
})();
