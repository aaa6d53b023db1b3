// Pictures that do not load give way to the initials that stand behind them.

/** @param {AbortSignal} signal */
export function connectAvatars(signal) {
  document.addEventListener(
    "error",
    (event) => {
      if (event.target instanceof HTMLImageElement && event.target.classList.contains("avatar-image"))
        event.target.remove();
    },
    { capture: true, signal },
  );
}
