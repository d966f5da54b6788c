// Starts the NHS.UK components of the page. Loaded by templates/base.html on every page.

import { initAll } from "../nhsuk/nhsuk.js";

// NHS.UK's style sheet folds menus only where this says that a script can open them.
document.body.classList.add("js-enabled", "nhsuk-frontend-supported");
initAll();
