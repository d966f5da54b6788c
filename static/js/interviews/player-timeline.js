// One timeline over the parts of an interview's sound. A *position* counts the milliseconds that
// can be heard, from the beginning of the first part; it has no hole where nothing was recorded.
// The *time* is that of the interview, as the transcript shows it.

// parts: [{duration_ms, turns: [[ms in the part, ms in the interview], …]}], in their order.
export function createTimeline(parts) {
  const begins = [];
  let total = 0;
  for (const part of parts) {
    begins.push(total);
    total += part.duration_ms;
  }

  // The stretches between two turns of a part: {from, until} in the interview, {at} in the part.
  const stretches = parts.flatMap(({ duration_ms, turns }, index) =>
    turns.map(([at, from], place) => {
      const next = turns[place + 1]?.[0] ?? duration_ms;
      return { index, at, from, until: from + next - at };
    }),
  );

  function timeIn(index, ms) {
    const { turns } = parts[index];
    const [at, from] = turns.findLast(([at]) => at <= ms) ?? turns[0];
    return Math.max(0, from + ms - at);
  }

  function placeOf(position) {
    const inside = Math.min(Math.max(position, 0), total);
    let index = begins.findLastIndex((begin) => begin <= inside);
    if (inside === total) {
      index = parts.length - 1;
    }
    return { index, ms: inside - begins[index] };
  }

  return {
    total,
    begins,
    positionOf: (index, ms) => begins[index] + Math.min(ms, parts[index].duration_ms),
    placeOf,
    timeOf(position) {
      const { index, ms } = placeOf(position);
      return timeIn(index, ms);
    },
    // Where the time is heard, in the part `preferred` if it is heard there; else where sound
    // goes on after it; null behind the end of all sound.
    positionAt(time, preferred = 0) {
      const covers = ({ from, until }) => from <= time && time < until;
      const found =
        stretches.find((each) => each.index === preferred && covers(each)) ??
        stretches.find(covers);
      if (found) {
        return begins[found.index] + found.at + time - found.from;
      }
      const later = stretches.filter(({ from }) => from >= time).sort((a, b) => a.from - b.from);
      return later.length ? begins[later[0].index] + later[0].at : null;
    },
  };
}

// 0:07, 12:30, 1:02:03
export function clock(ms) {
  const seconds = Math.floor(ms / 1000);
  const two = (number) => String(number).padStart(2, "0");
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

// 1 hour 2 minutes 3 seconds, for those who hear it.
export function spoken(ms) {
  const seconds = Math.floor(ms / 1000);
  const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const words = [h && count(h, "hour"), m && count(m, "minute"), count(s, "second")];
  return words.filter(Boolean).join(" ");
}
