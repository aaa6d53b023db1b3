// The theme before anything is painted: "auto" follows the system.
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const choice = root.dataset.themeChoice;
    root.dataset.colorMode = choice === "dark" || (choice === "auto" && dark.matches) ? "dark" : "light";
  };
  apply();
  dark.addEventListener("change", apply);
  root.addEventListener("sandbox:theme", apply);
})();
