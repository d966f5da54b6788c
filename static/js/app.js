// Starts the NHS.UK components of the page. Loaded by templates/base.html, on every page that has
// nothing more urgent to show.

import { initAll } from "../nhsuk/nhsuk.js";
import "./supported.js";

initAll();
