// The page's button that opens the browser's print window; without a script there is none.

const button = document.querySelector("[data-print]");
button.hidden = false;
button.addEventListener("click", () => window.print());
