// What is shown beside an answer that cannot simply be saved.

function block(name) {
  return document.querySelector(`template[data-${name}]`).content.cloneNode(true).firstElementChild;
}

function put(answer, made) {
  for (const to of made.querySelectorAll("[data-to]")) {
    to.textContent = `: ${answer.title}`;
  }
  answer.element.querySelector(".maturity-conflict")?.remove();
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
// it go.
export function offerToDiscard(answer) {
  const made = block("discard");
  made.querySelector("button").addEventListener("click", () => answer.discard());
  put(answer, made);
}
