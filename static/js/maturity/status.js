// How a page of answers stands, in one line.

const count = (n, one, many) => (n === 1 ? `1 ${one}` : `${n} ${many}`);

// `answers`: those of the page. `elsewhere`: how many of other parts wait on this device.
export function statusLine(answers, drafts, elsewhere) {
  const open = answers.filter(({ state }) => state === "changed").length;
  if (open) {
    return `${count(open, "answer needs", "answers need")} your choice.`;
  }
  const unsent = answers.filter((each) => each.isUnsent);
  if (unsent.length && drafts.isBroken()) {
    return (
      `${count(unsent.length, "answer is", "answers are")} not saved, and this device cannot ` +
      "keep them: do not close this page."
    );
  }
  const refused = answers.filter((each) => !each.isSaved && !each.isUnderWay && !each.isUnsent);
  if (refused.length) {
    return `${count(refused.length, "answer is", "answers are")} not saved: see beside each.`;
  }
  if (unsent.some(({ code }) => !drafts.isSafe(code))) {
    return "Saving…"; // on its way to this device
  }
  if (unsent.length) {
    return `Kept on this device, ${unsent.length + elsewhere} waiting.`;
  }
  if (answers.some((each) => each.isUnderWay)) {
    return "Saving…";
  }
  if (elsewhere) {
    return `Kept on this device, ${elsewhere} waiting from other parts.`;
  }
  return answers.some((each) => each.status.textContent) ? "All answers are saved." : "";
}
