// What is shown beside an answer that cannot simply be saved.

function block(name) {
  return document.querySelector(`template[data-${name}]`).content.cloneNode(true).firstElementChild;
}

function put(answer, made) {
  for (const to of made.querySelectorAll("[data-to]")) {
    to.textContent = `: ${answer.title}`;
  }
  answer.element.querySelector(".maturity-conflict:not(.maturity-earlier)")?.remove();
  answer.element.insertBefore(made, answer.status);
}

// Shows the other answer beside this one; only what is chosen is saved. `theirs`: {version,
// answer, words, by, at}.
export function askWhich(answer, theirs) {
  const made = block("conflict");
  const part = (name) => made.querySelector(`[data-${name}]`);
  const { explanation = "", later = false } = theirs.answer;
  part("by").textContent = theirs.by === "you" ? "You" : theirs.by; // in another window
  part("at").textContent = theirs.at;
  part("words").textContent = theirs.words;
  part("explanation").textContent = explanation;
  part("later").hidden = !later;
  for (const button of made.querySelectorAll("[data-keep]")) {
    button.addEventListener("click", () => answer.settle(theirs, button.dataset.keep === "mine"));
  }
  put(answer, made);
}

// For what can never be saved as it is: it stays, to be copied or corrected, until its writer lets
// it go. `isOutdated`: the page can be opened again, to use the words there.
export function offerToDiscard(answer, isOutdated) {
  const made = block("discard");
  made.querySelector("[data-again]").hidden = !isOutdated;
  made.querySelector("button").addEventListener("click", () => answer.discard());
  put(answer, made);
}

// What was typed before the part changed: its words can be used again, its rating meant another
// level. `finished()`: it was used or let go.
export function showEarlier(answer, draft, finished) {
  const made = block("earlier");
  const part = (name) => made.querySelector(`[data-${name}]`);
  const words = draft.said.explanation ?? draft.said.words;
  part("title").textContent = draft.title;
  part("chosen").textContent = draft.chosen ?? "";
  part("words").textContent = words === draft.chosen ? "" : words;
  for (const to of made.querySelectorAll("[data-to]")) {
    to.textContent = `: ${draft.title}`;
  }
  part("use-words").hidden = !words;
  part("use-words").addEventListener("click", () => {
    answer.takeWords(words);
    made.remove();
    finished();
  });
  part("let-go").addEventListener("click", () => {
    made.remove();
    finished();
    answer.fields.focus();
  });
  answer.element.insertBefore(made, answer.status);
}
