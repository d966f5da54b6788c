// The keyboard. The list in templates/interviews/_recording_keys.html says the same in words.

const isPlain = (event) => !event.ctrlKey && !event.metaKey && !event.altKey;
const isAlt = (event) => event.altKey && !event.ctrlKey && !event.metaKey;

export function handleKeys({ writing, guide, outbox, stages, speakers, help }) {
  const kinds = { KeyS: "speech", KeyQ: "question", KeyN: "note" };

  // In the segment that is open. Keys that pick an entry of an input method are not ours.
  function inSegment(event) {
    if (event.isComposing || event.keyCode === 229) {
      return;
    }
    const { selectionStart, selectionEnd, value } = event.target;
    const isEmpty = value === "";
    const act = (doing) => {
      event.preventDefault();
      doing();
    };
    if (event.key === "Enter" && !event.shiftKey && isPlain(event)) {
      act(writing.next);
    } else if (event.key === "ArrowUp" && isPlain(event) && selectionEnd === 0) {
      act(() => writing.step(-1));
    } else if (
      event.key === "ArrowDown" &&
      isPlain(event) &&
      !event.shiftKey &&
      selectionStart === value.length
    ) {
      act(() => writing.step(1));
    } else if (event.key === "Backspace" && isPlain(event) && isEmpty) {
      act(() => writing.remove(writing.openId()));
    } else if (event.key === "Escape") {
      act(writing.writeOn);
    } else if (isAlt(event) && kinds[event.code]) {
      act(() => writing.setKind(kinds[event.code]));
    } else if (isAlt(event) && event.code === "KeyX") {
      act(() => writing.remove(writing.openId()));
    } else if (isAlt(event) && /^Digit[1-9]$/.test(event.code)) {
      const speaker = speakers[Number(event.code.at(-1)) - 1];
      if (speaker) {
        act(() => writing.setSpeaker(speaker));
      }
    }
  }

  // Wherever the keyboard is on the page.
  inSegment.anywhere = (event) => {
    if (help.open) {
      return;
    }
    const isControl = (event.ctrlKey || event.metaKey) && !event.altKey;
    const digit = isControl && /^Digit[1-9]$/.test(event.code) && Number(event.code.at(-1));
    if (digit && stages[digit - 1]) {
      event.preventDefault();
      writing.jump(stages[digit - 1].key);
    } else if (isControl && event.key === "s") {
      event.preventDefault();
      outbox.sendNow();
    } else if (isControl && event.key === "/") {
      event.preventDefault();
      help.showModal();
    } else if (isAlt(event) && event.code === "KeyG") {
      event.preventDefault();
      guide.askNext();
    } else if (isAlt(event) && event.code === "KeyA") {
      event.preventDefault();
      writing.addQuestion();
    } else if (isAlt(event) && event.code === "KeyZ") {
      event.preventDefault();
      writing.undo();
    }
  };
  return inSegment;
}
