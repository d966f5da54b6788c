// Three-way merge of what a segment says: what two writers made of the same version.

import { diff3Merge, diffIndices } from "../../merging/diff3.js";

// Each word with the space before it. Joined again they are the text, whatever is in it; so are
// words and spaces apart, which are many more that are alike and are only used for a few words.
const words = (text) => text.match(/\s*\S+|\s+$/g) ?? [];
const pieces = (text) => text.match(/\s+|\S+/g) ?? [];

const MOST = 500_000; // pairs of like words that are compared; a keyboard seldom makes more

function tooMany(one, other) {
  const counts = new Map();
  one.forEach((word) => counts.set(word, (counts.get(word) ?? 0) + 1));
  return other.reduce((sum, word) => sum + (counts.get(word) ?? 0), 0) > MOST;
}

// How many items all lists begin with, and end with behind those.
function shared(lists) {
  const [first, ...others] = lists;
  const shortest = Math.min(...lists.map((list) => list.length));
  const isSame = (place) => others.every((list) => list.at(place) === first.at(place));
  let head = 0;
  while (head < shortest && isSame(head)) {
    head += 1;
  }
  let tail = 0;
  while (tail < shortest - head && isSame(-1 - tail)) {
    tail += 1;
  }
  return { head, tail };
}

// The merged items, or null. `finer` merges what cannot be merged as it is.
function mergeLists(base, theirs, mine, finer) {
  if (tooMany(base, theirs) || tooMany(base, mine)) {
    return null;
  }
  const result = [];
  for (const { ok, conflict } of diff3Merge(theirs, base, mine)) {
    const made = ok ?? finer?.(conflict.o, conflict.a, conflict.b);
    if (!made) {
      return null;
    }
    result.push(...made);
  }
  return result;
}

const piecewise = (...lists) => mergeLists(...lists.map((list) => pieces(list.join(""))));

// The text with both changes in it, or null where they touch the same words.
export function mergeText(base, theirs, mine) {
  if (theirs === mine || base === theirs) {
    return mine;
  }
  if (base === mine) {
    return theirs;
  }
  const lists = [base, theirs, mine].map(words);
  const { head, tail } = shared(lists);
  const made = mergeLists(...lists.map((list) => list.slice(head, list.length - tail)), piecewise);
  const [old] = lists;
  return made && [...old.slice(0, head), ...made, ...old.slice(old.length - tail)].join("");
}

const FIELDS = ["kind", "stage", "question", "speaker", "deleted"];

export function sameContent(one, other) {
  return (
    one.text === other.text &&
    FIELDS.every((field) => (one[field] ?? "") === (other[field] ?? ""))
  );
}

// The content with both changes in it, or null where it cannot be had without losing one's.
export function mergeContent(base, theirs, mine) {
  if (sameContent(theirs, mine)) {
    return mine;
  }
  const goes = (one, other) => one.deleted && !base.deleted && !sameContent(other, base);
  if (goes(theirs, mine) || goes(mine, theirs)) {
    return null; // one deletes what the other works on
  }
  const merged = { ...mine, start_ms: theirs.start_ms ?? mine.start_ms };
  for (const field of FIELDS) {
    if (mine[field] === base[field]) {
      merged[field] = theirs[field];
    } else if (theirs[field] !== base[field] && theirs[field] !== mine[field]) {
      return null;
    }
  }
  merged.text = mergeText(base.text, theirs.text, mine.text);
  return merged.text === null ? null : merged;
}

// What to replace in `from` to make it `to`: [{start, end, text}] in the order of the text.
export function replacements(from, to) {
  const [old, made] = [words(from), words(to)];
  const offsets = [0];
  old.forEach((word) => offsets.push(offsets.at(-1) + word.length));
  const { head, tail } = shared([old, made]);
  const [oldRest, madeRest] = [old, made].map((list) => list.slice(head, list.length - tail));
  const parts = tooMany(oldRest, madeRest)
    ? [{ buffer1: [0, oldRest.length], buffer2Content: madeRest }]
    : diffIndices(oldRest, madeRest);
  return parts.map(({ buffer1: [start, length], buffer2Content }) => ({
    start: offsets[head + start],
    end: offsets[head + start + length],
    text: buffer2Content.join(""),
  }));
}

// The words of `text` in runs: [{text, isOwn}], own where `other` does not have them.
export function ownWords(text, other) {
  const runs = [];
  let end = 0;
  for (const part of replacements(text, other)) {
    runs.push({ text: text.slice(end, part.start), isOwn: false });
    runs.push({ text: text.slice(part.start, part.end), isOwn: true });
    end = part.end;
  }
  return [...runs, { text: text.slice(end), isOwn: false }].filter((run) => run.text);
}
