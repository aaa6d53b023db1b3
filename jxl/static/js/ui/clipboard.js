// Copies a text on a click. In a frame of another site `navigator.clipboard` is refused, so the click's own
// copy command is used and its event filled.

/**
 * @param {string} text
 * @returns {boolean} whether the browser copied it
 */
export function copyText(text) {
  let copied = false;
  const fill = (/** @type {ClipboardEvent} */ event) => {
    event.clipboardData?.setData("text/plain", text);
    event.preventDefault();
    event.stopImmediatePropagation();
    copied = event.clipboardData !== null;
  };
  document.addEventListener("copy", fill, { capture: true, once: true });
  document.execCommand("copy");
  document.removeEventListener("copy", fill, { capture: true });
  return copied;
}
