// The page shown in place of one that needs a connection: what this device keeps, and where one
// can go on. It is of nobody in particular: it shows what belongs to the last one signed in here.

import { waiting } from "./kept.js";
import { keptPages, owner } from "./shells.js";
import { showWaiting } from "./waiting_list.js";

const find = (selector) => document.querySelector(selector);

find("[data-again]").addEventListener("click", () => location.reload());
let isLeaving = false; // a reload would stop the way to a page that is kept
addEventListener("beforeunload", () => {
  isLeaving = true;
});
addEventListener("online", () => {
  if (!isLeaving) {
    location.reload();
  }
});

const user = await owner();
if (user !== null) {
  const links = (await keptPages()).map(({ path, title }) => {
    const link = document.createElement("a");
    link.href = path;
    [link.textContent] = title.split(" – Adoption reviews");
    const made = document.createElement("li");
    made.append(link);
    return made;
  });
  find("[data-pages]").replaceChildren(...links);
  find("[data-no-pages]").hidden = links.length > 0;
  find("[data-some-pages]").hidden = !links.length;
  showWaiting(find("[data-on-device]"), await waiting(user));
}
