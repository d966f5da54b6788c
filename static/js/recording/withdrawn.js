// When somebody in the interview has withdrawn: nothing more is taken or shown, and what still is
// on this device can be deleted from it.

const count = (n) => (n === 1 ? "1 segment is" : `${n} segments are`);

export function createWithdrawal(root, { outbox, copy }) {
  const find = (selector) => root.querySelector(selector);
  const notice = find("[data-withdrawn]");
  const question = find("[data-discard-question]");

  function draw() {
    const { waiting } = outbox.status();
    find("[data-withdrawn-waiting]").hidden = !waiting;
    find("[data-withdrawn-count]").textContent = count(waiting);
  }

  find("[data-discard]").addEventListener("click", () => question.showModal());
  find("[data-discard-no]").addEventListener("click", () => question.close());
  find("[data-discard-yes]").addEventListener("click", async () => {
    await outbox.discard();
    question.close();
    draw();
    notice.focus();
  });

  return {
    isShown: () => !notice.hidden,
    show() {
      if (notice.hidden) {
        notice.hidden = false;
        find("[data-parts]").hidden = true;
        find("[data-segments]").replaceChildren();
        find("[data-foot]").hidden = true;
        outbox.close();
        copy.replace([]); // nobody reads it any more, here neither
        notice.focus();
      }
      draw();
    },
  };
}
