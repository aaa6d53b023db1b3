// Menus and the theme of the site's own pages.

const root = document.documentElement;

for (const button of document.querySelectorAll("[data-choose-theme]")) {
  button.addEventListener("click", () => {
    const choice = button.dataset.chooseTheme;
    document.cookie = `sandbox.theme=${choice}; path=/; max-age=31536000; samesite=lax`;
    root.dataset.themeChoice = choice;
    root.dispatchEvent(new Event("sandbox:theme"));
    for (const other of document.querySelectorAll("[data-choose-theme]")) {
      other.setAttribute("aria-pressed", String(other === button));
    }
  });
}

const menus = [...document.querySelectorAll("details.menu")];
const closeMenus = (kept) => {
  for (const menu of menus) if (menu !== kept) menu.open = false;
};
document.addEventListener("click", (event) => closeMenus(event.target.closest?.("details.menu")));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = menus.find((menu) => menu.open);
  closeMenus();
  open?.querySelector("summary").focus();
});
// A click inside an app's frame reaches this page only as a loss of focus.
window.addEventListener("blur", () => closeMenus());
