// Where the coding page's script begins: the marks are in the first picture of the page, and
// everything else comes in behind it.

import "./drawing.js";

requestAnimationFrame(() =>
  requestAnimationFrame(async () => {
    await import("./page.js");
    import("../recording/offline/device.js"); // last here too, as on every page
  }),
);
