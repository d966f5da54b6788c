// How long the interview has been going on. Only differences of the device's clock are used, so
// that it may be wrong.

export function createClock(kept = null) {
  let startedAt = kept; // ms of the device's clock
  let total = null; // of an interview that has ended

  return {
    startedAt: () => startedAt,
    isRunning: () => startedAt !== null && total === null,
    // The server knows when it began; `completed` stops the clock.
    set(elapsed, completed) {
      if (elapsed !== null) {
        startedAt = Date.now() - elapsed;
        total = completed ? elapsed : null;
      }
    },
    start() {
      startedAt ??= Date.now();
    },
    elapsed: () => total ?? (startedAt === null ? 0 : Math.max(0, Date.now() - startedAt)),
  };
}

export function inWords(ms) {
  const seconds = Math.floor(ms / 1000);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = parts[0] ? parts : parts.slice(1);
  return shown.map((part) => String(part).padStart(2, "0")).join(":");
}

// ms spent on each stage: from the time mark of each segment to that of the next one.
export function timeByStage(segments, elapsed) {
  const marked = segments
    .filter((segment) => segment.start_ms !== null && segment.stage)
    .sort((one, other) => one.start_ms - other.start_ms);
  const spent = {};
  marked.forEach((segment, place) => {
    const until = marked[place + 1]?.start_ms ?? elapsed;
    spent[segment.stage] = (spent[segment.stage] ?? 0) + Math.max(0, until - segment.start_ms);
  });
  return spent;
}
