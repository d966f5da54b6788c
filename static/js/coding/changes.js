// Changes reach the server one after another, in the order they were made. Each answer brings a
// token that takes the change back; taking it back brings one that does it again.

import { post } from "./server.js";

export function createChanges({ undoUrl, onAnswer, onSteps }) {
  const done = [];
  const undone = [];
  let last = Promise.resolve();
  let waiting = 0;
  let count = 0; // of all there ever were

  function inTurn(task) {
    waiting += 1;
    count += 1;
    last = last.then(task).finally(() => {
      waiting -= 1;
    });
    return last;
  }

  const steps = () => onSteps({ canUndo: done.length > 0, canRedo: undone.length > 0 });

  function step(from, to) {
    return inTurn(async () => {
      if (!from.length) {
        return null;
      }
      const answer = await post(undoUrl, { token: from.at(-1) });
      if (!answer.error) {
        from.pop();
        to.push(answer.undo);
        onAnswer(answer);
      } else if (answer.isRefused) {
        from.pop(); // it would be refused for ever
      }
      steps();
      return answer;
    });
  }

  return {
    isBusy: () => waiting > 0,
    count: () => count,
    // The answer; with `error` nothing was changed.
    send(url, fields) {
      return inTurn(async () => {
        const answer = await post(url, fields);
        if (!answer.error) {
          done.push(answer.undo);
          undone.length = 0;
          onAnswer(answer);
          steps();
        }
        return answer;
      });
    },
    undo: () => step(done, undone),
    redo: () => step(undone, done),
  };
}
