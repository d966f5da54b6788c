// Says on another page of the interview that words of it still wait on this device.

import { createStore } from "./store.js";

const { user, interview } = JSON.parse(document.getElementById("recording-settings").textContent);
const banner = document.querySelector("[data-waiting]");

try {
  const count = await createStore(user, interview).countDrafts();
  if (count) {
    const what = count === 1 ? "1 segment is" : `${count} segments are`;
    banner.querySelector("[data-waiting-words]").textContent = `${what} still only on this device.`;
    banner.hidden = false;
  }
} catch {
  // A device without storage keeps nothing that could wait.
}
