// Starts the NHS.UK components of the page. Loaded by templates/base.html on every page.

import { initAll } from "../nhsuk/nhsuk.js";

// The style sheet folds menus and hides conditional questions only where a script can open them.
document.body.classList.add("js-enabled", "nhsuk-frontend-supported");
initAll();
