// The bar that says whether sound is being recorded. Screen readers hear it when that changes.

import { inWords } from "../clock.js";

const DISCARD = "Delete it from this device";
const SURE = "Yes, delete it for good";
const HEARD_EVERY = 2_000; // ms between changes of the words for the level
const HEARD = ["silent", "very quiet", "quiet", "medium", "loud", "very loud"];

export function createBar(root, { onToggle, onStop, onDiscard, onMicrophone }) {
  const find = (name) => root.querySelector(`[data-sound-${name}]`);
  const [title, words, where, time] = ["title", "words", "where", "time"].map(find);
  const [spoken, alert] = ["spoken", "alert"].map(find);
  const [toggle, stop, discard, signIn] = ["toggle", "stop", "discard", "sign-in"].map(find);
  const [microphone, level, heard] = ["microphone", "level", "heard"].map(find);
  const choice = microphone.querySelector("select");
  let key = null;
  let heardAt = 0;

  toggle.addEventListener("click", onToggle);
  stop.addEventListener("click", onStop);
  // Twice: it is gone for good.
  discard.addEventListener("click", () => {
    if (discard.textContent === SURE) {
      onDiscard();
    }
    discard.textContent = SURE;
  });
  choice.addEventListener("change", () => onMicrophone(choice.value));

  // A button that goes while the keyboard is on it hands it on.
  function showButton(button, isShown) {
    const hadFocus = document.activeElement === button;
    button.hidden = !isShown;
    if (hadFocus && !isShown && !toggle.hidden) {
      toggle.focus();
    }
  }

  // What is bad interrupts what is being read out. What the page opens with is no news else.
  function speak(said, isFirst) {
    const isBad = said.tone === "bad";
    const sentence = `${said.title}. ${said.words} ${said.where}`.trim();
    alert.textContent = isBad ? sentence : "";
    spoken.textContent = isBad || isFirst ? "" : sentence;
  }

  return {
    // `said`: see words.js; `recorded` in ms.
    show(said, { isLive, recorded }) {
      root.hidden = said === null;
      if (said === null) {
        key = null;
        return;
      }
      root.dataset.tone = said.tone;
      root.toggleAttribute("data-live", isLive);
      title.textContent = said.title;
      words.textContent = said.words;
      where.textContent = said.where;
      time.textContent = recorded ? inWords(recorded) : "";
      time.parentElement.hidden = !recorded;
      toggle.textContent = said.toggle ?? "";
      toggle.hidden = said.toggle === null;
      showButton(stop, said.stop);
      showButton(discard, said.discard);
      discard.textContent = said.discard ? discard.textContent || DISCARD : "";
      signIn.hidden = !said.signIn;
      level.parentElement.hidden = !isLive;
      if (said.key !== key) {
        speak(said, key === null);
        key = said.key;
      }
    },

    showLevel(step) {
      level.dataset.step = step;
      if (performance.now() - heardAt > HEARD_EVERY) {
        heardAt = performance.now();
        heard.textContent = HEARD[step];
      }
    },

    showMicrophones(found, chosen) {
      choice.replaceChildren(...found.map(({ id, name }) => new Option(name, id)));
      choice.value = found.some(({ id }) => id === chosen) ? chosen : (found[0]?.id ?? "");
      microphone.hidden = found.length < 2;
    },
  };
}
