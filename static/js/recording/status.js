// The line that always says where the words are. Screen readers hear it when it turns better or
// worse, not with every key.

const segments = (n) => (n === 1 ? "1 segment" : `${n} segments`);

const OBSTACLES = {
  unreachable: () => "No connection: they go up by themselves when there is one.",
  "signed-out": () => "You are signed out. Sign in to send the words.",
  "other-user": () =>
    "This browser is signed in as somebody else. The words wait until you sign in again.",
  forbidden: () => "You may no longer write to this interview. Ask the hub to let you in again.",
};

// {key, tone, title, words, signIn, retry}; the key changes when the reader should hear of it.
// `isReady`: what waits on this device is known.
export function describe(status, { savedAt, isMine, isReady }) {
  const { waiting, conflicts, refused, obstacle, deviceProblem } = status;
  if (obstacle === "withdrawn") {
    const words = waiting ? `${segments(waiting)} only on this device.` : "";
    return { key: "withdrawn", tone: "bad", title: "No more words are taken", words };
  }
  if (deviceProblem && waiting) {
    const why = deviceProblem === "full" ? "its storage is full" : "its storage cannot be used";
    return {
      key: `device-${deviceProblem}`,
      tone: "bad",
      title: "Not kept on this device",
      words: `${segments(waiting)} only on this page: ${why}. Keep it open until this says Saved.`,
      retry: true,
      signIn: obstacle === "signed-out" || obstacle === "other-user",
    };
  }
  if (!isMine) {
    return { key: "elsewhere", tone: "idle", title: "Not writing here", words: "" };
  }
  if (!isReady) {
    return { key: "fine", tone: "idle", title: "Starting…", words: "" };
  }
  if (obstacle) {
    return {
      key: obstacle,
      tone: obstacle === "unreachable" ? "waits" : "bad",
      title: `Kept on this device, ${waiting} waiting`,
      words: OBSTACLES[obstacle](),
      retry: true,
      signIn: obstacle === "signed-out" || obstacle === "other-user",
    };
  }
  if (conflicts) {
    return {
      key: "conflict",
      tone: "bad",
      title: `Conflict in ${segments(conflicts)}`,
      words: "Two of you changed the same words. Both versions are kept: choose between them.",
      conflict: true,
    };
  }
  if (refused) {
    return {
      key: "refused",
      tone: "bad",
      title: `${segments(refused)} not saved`,
      words: "Kept on this device. The reason stands below each.",
      conflict: true,
    };
  }
  if (waiting) {
    return { key: "fine", tone: "saving", title: "Saving…", words: "" };
  }
  if (deviceProblem) {
    return {
      key: `device-${deviceProblem}`,
      tone: "waits",
      title: "This device keeps no copy",
      words: "Its storage cannot be used. Words are safe once this page says Saved.",
    };
  }
  if (savedAt === null) {
    return { key: "fine", tone: "saved", title: "Ready", words: "Nothing waits to be saved." };
  }
  return { key: "fine", tone: "saved", title: "Saved", words: `at ${savedAt}` };
}

export function createStatusBar(root, { onRetry, onProblem }) {
  const title = root.querySelector("[data-status-title]");
  const words = root.querySelector("[data-status-words]");
  const spoken = root.querySelector("[data-status-spoken]");
  const signIn = root.querySelector("[data-sign-in]");
  const retry = root.querySelector("[data-retry]");
  const goTo = root.querySelector("[data-problem]");
  let heard = "fine";
  let isQueued = false;
  let shown = null;
  let drawn = null;

  retry.addEventListener("click", onRetry);
  goTo.addEventListener("click", onProblem);

  // A change costs the browser a look at every style of the page, also one that changes nothing.
  function draw() {
    isQueued = false;
    const { key, ...seen } = shown;
    const state = JSON.stringify(seen);
    if (state === drawn) {
      return;
    }
    drawn = state;
    root.dataset.tone = shown.tone;
    title.textContent = shown.title;
    words.textContent = shown.words;
    const parts = [
      [signIn, shown.signIn],
      [retry, shown.retry],
      [goTo, shown.conflict],
    ];
    parts
      .filter(([part, isShown]) => part.hidden === Boolean(isShown))
      .forEach(([part, isShown]) => {
        part.hidden = !isShown;
      });
    if (shown.key !== heard) {
      spoken.textContent = `${shown.title}. ${shown.words}`.trim();
      heard = shown.key;
    }
  }

  return {
    show(description) {
      shown = description;
      if (root.dataset.tone === "saved" && shown.tone !== "saved") {
        draw(); // not for a moment may it say so of words that are not
      } else if (!isQueued) {
        isQueued = true;
        requestAnimationFrame(draw);
      }
    },
  };
}
