// Where the coding page's script begins: the marks are in the first picture of the page, and
// everything else comes in behind it.

import "./drawing.js";

async function load() {
  try {
    await import("../app.js");
    await Promise.all([import("./marked.js"), import("./page.js")]); // the answer is on its way first
    await import("../recording/offline/device.js"); // last here too, as on every page
  } catch (error) {
    if (navigator.onLine) {
      throw error;
    }
    addEventListener("online", load, { once: true }); // the connection went while they came
  }
}

requestAnimationFrame(() => requestAnimationFrame(load));
