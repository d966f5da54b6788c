// Says on another page of the interview what of it still waits on this device.

import { lengthOf } from "./sound/words.js";
import { createStore } from "./store.js";

const { user, interview } = JSON.parse(document.getElementById("recording-settings").textContent);
const banner = document.querySelector("[data-waiting]");

try {
  const store = createStore(user, interview);
  const [drafts, slices] = await Promise.all([store.countDrafts(), store.countSlices()]);
  const what = [];
  if (drafts) {
    what.push(drafts === 1 ? "1 segment" : `${drafts} segments`);
  }
  if (slices) {
    what.push(`about ${lengthOf(slices)} of sound`);
  }
  if (what.length) {
    const words = what.join(" and ");
    const are = words === "1 segment" ? "is" : "are";
    const sentence = `${words[0].toUpperCase()}${words.slice(1)} ${are} still only on this device.`;
    banner.querySelector("[data-waiting-words]").textContent = sentence;
    banner.hidden = false;
  }
} catch {
  // A device without storage keeps nothing that could wait.
}
