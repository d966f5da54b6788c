// The place to write that the page has before anything of it works: what is typed there is taken
// over, so that no letter of somebody quick is lost.

export function createEarly(item) {
  const editor = item.querySelector("textarea");
  const pressed = [];

  editor.addEventListener("keydown", ({ key, code, altKey, ctrlKey, metaKey, shiftKey }) => {
    if (altKey) {
      pressed.push({ key, code, altKey, ctrlKey, metaKey, shiftKey });
    }
  });

  return {
    // A tab that does not write has no place to write in.
    show(isWriting) {
      item.hidden = !isWriting;
    },
    // What was typed and where the cursor is in it; the place itself is gone then.
    take() {
      const taken = { text: editor.value, caret: editor.selectionEnd };
      item.remove();
      return taken;
    },
    // The keys that mean something to the page, as they were pressed.
    keys: () => pressed.map((key) => ({ ...key, preventDefault() {} })),
  };
}
