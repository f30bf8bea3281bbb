// Runs before the page is drawn, so that nothing flickers: scripts are on, and the theme chosen.
(function () {
  "use strict";
  const page = document.documentElement;
  page.classList.add("js");
  try {
    const chosen = localStorage.getItem("theme");
    if (chosen === "dark" || chosen === "light") page.dataset.theme = chosen;
  } catch {
    // Storage is refused; the system's theme it is.
  }
})();
