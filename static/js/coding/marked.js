// All about the marks, which is asked for once the text stands there. When it does not come the page
// says why, and asks again as soon as somebody wants it to or there is a connection.

import { root } from "./drawing.js";
import { get } from "./server.js";

const SLOW = 1_000; // ms

const box = root.querySelector("[data-late]");
const again = root.querySelector("[data-late-again]");

const chance = () =>
  new Promise((resolve) => {
    again.addEventListener("click", resolve, { once: true });
    addEventListener("online", resolve, { once: true });
  });

async function untilAnswered() {
  let answer = await get(root.dataset.marked);
  while (answer.error) {
    root.querySelector("[data-late-words]").textContent = `Nothing can be marked yet. ${answer.error}.`;
    box.hidden = false;
    await chance();
    answer = await get(root.dataset.marked);
  }
  box.hidden = true;
  return answer;
}

const saying = setTimeout(() => {
  root.querySelector("[data-progress]").textContent = "Getting ready to mark words …";
}, SLOW);
export const marked = untilAnswered().finally(() => clearTimeout(saying));
