// Says what was done, with a way back.

const SECONDS = 12;

export function createToast({ root, onUndo }) {
  const toast = root.querySelector("[data-toast]");
  const words = root.querySelector("[data-toast-words]");
  const undo = root.querySelector("[data-toast-undo]");
  const spoken = root.querySelector("[data-spoken]");
  let timer = null;

  function show(said, canUndo) {
    words.textContent = `${said.replace(/\.$/, "")}.`;
    spoken.textContent = words.textContent;
    undo.hidden = !canUndo;
    toast.hidden = false;
    clearTimeout(timer);
    timer = setTimeout(() => {
      toast.hidden = !toast.contains(document.activeElement);
    }, SECONDS * 1000);
  }

  undo.addEventListener("click", () => {
    toast.hidden = true;
    onUndo();
  });

  return {
    done: (said) => show(said, true),
    say: (said) => show(said, false),
  };
}
