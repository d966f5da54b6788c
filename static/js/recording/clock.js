// How long the interview has been going on. Measured by a clock that only ever runs on, not by the
// device's time of day, which may be wrong and may be put right in the middle of a talk.

const LATE = 10_000; // ms that an answer of the server may have been under way

const now = () => performance.now();

export function createClock() {
  let beganAt = null; // ms of this page's own clock
  let total = null; // of an interview that has ended

  const elapsed = () => total ?? (beganAt === null ? 0 : Math.max(0, Math.round(now() - beganAt)));

  return {
    elapsed,
    isRunning: () => beganAt !== null && total === null,
    // The server knows when it began; `completed` stops the clock. An answer that was long under
    // way makes the interview look younger: the one that came soonest counts, or time marks would
    // jump to and fro on a bad network.
    set(ms, completed) {
      if (ms !== null) {
        const latest = now() - ms;
        const isLate = beganAt !== null && latest > beganAt && latest - beganAt < LATE;
        beganAt = isLate ? beganAt : latest;
        total = completed ? ms : null;
      }
    },
    start() {
      beganAt ??= now();
    },
    // Something was marked at `ms`: what is marked from now on comes later.
    reach(ms) {
      if (total === null && elapsed() < ms) {
        beganAt = now() - ms;
      }
    },
    // What the next page needs to go on without the server. Only there the time of day counts,
    // and never backwards.
    toKeep: () => (beganAt === null ? null : { elapsed: elapsed(), at: Date.now() }),
    goOn(kept) {
      this.set(kept.elapsed + Math.max(0, Date.now() - kept.at), false);
    },
  };
}

export function inWords(ms) {
  const seconds = Math.floor(ms / 1000);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = parts[0] ? parts : parts.slice(1);
  return shown.map((part) => String(part).padStart(2, "0")).join(":");
}

// ms since the interview began; 0 where nothing has a time mark.
export function latestMark(segments) {
  return segments.reduce((latest, { start_ms }) => Math.max(latest, start_ms ?? 0), 0);
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
