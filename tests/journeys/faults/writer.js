// The writer of a sequence, and what strikes.

import { chanceFrom, Sequence } from "./sequence.js";

const SURELY_KEPT = 300; // ms after which a crash takes nothing of what was typed
const WORDS = ["Ward ", "trial, ", "nurse ", "we ", "don’t ", "€5k ", "🩺 ", "näher ", "then ", "a"];

// Resolves with {seed, typed, stored, strikes, wrong}: characters in and out, how often each fault
// struck, and what went wrong, if anything did.
export async function runSequence(seed, html) {
  const chance = chanceFrom(seed);
  const sequence = new Sequence(seed, chance, html);
  const history = []; // [when, texts]: what had been typed then
  let texts = []; // what the transcript should say
  let open = null; // place in `texts` of the segment that is being written; null: a new one
  let place = 0; // where a new one goes
  let tab = null;
  let n = 0;
  const result = { seed, typed: 0, stored: 0, strikes: {}, wrong: null };

  const find = (selector) => tab.frame.contentDocument.querySelectorAll(selector);
  const editor = () => find(".interviews-segment:not([data-early]) textarea")[0];
  const typed = () => history.push([sequence.now, [...texts]]);

  function shown() {
    return [...find(".interviews-segment:not([data-early])")]
      .map((item) => {
        const written = item.querySelector("textarea")?.value;
        return written ?? item.querySelector(".interviews-segment__text").textContent;
      })
      .filter((text) => text !== "");
  }

  function press(key, values = {}) {
    const { KeyboardEvent } = tab.window;
    const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...values });
    editor().dispatchEvent(event);
  }

  function type() {
    n += 1;
    const words = `${n}${chance.oneOf(WORDS)}`;
    const area = editor();
    area.setRangeText(words, area.value.length, area.value.length, "end");
    area.dispatchEvent(new tab.window.Event("input", { bubbles: true }));
    if (open === null) {
      texts.splice(place, 0, words);
      open = place;
    } else {
      texts[open] += words;
    }
    typed();
  }

  function enter() {
    if (open !== null) {
      press("Enter");
      place = open + 1;
      open = null;
    }
  }

  // Back to a segment written before, or on at the end.
  function go() {
    if (texts.length && chance.next() < 0.7) {
      const to = chance.upTo(texts.length - 1);
      const items = [...find(".interviews-segment:not([data-early])")].filter(
        (item) => item.querySelector("textarea")?.value !== "",
      );
      items[to].querySelector(".interviews-segment__edit")?.click();
      open = to;
    } else {
      press("Escape");
      open = null;
      place = texts.length;
    }
  }

  function remove() {
    if (open !== null && texts.length > 1) {
      press("x", { code: "KeyX", altKey: true });
      sequence.note(`remove ${texts[open]}`);
      texts.splice(open, 1);
      typed();
      open = null;
      place = texts.length;
      press("Escape");
    }
  }

  async function reopen() {
    tab = await sequence.openTab();
    const found = shown();
    const before = sequence.crashedAt;
    const since = history.findLastIndex(([when]) => when <= before - SURELY_KEPT);
    const allowed = [since < 0 ? [] : history[since][1], ...history.slice(since + 1).map((h) => h[1])];
    if (!allowed.some((each) => JSON.stringify(each) === JSON.stringify(found))) {
      throw new Error(
        `after a crash: ${JSON.stringify(found)} is none of ${JSON.stringify(allowed)}`,
      );
    }
    texts = found;
    open = null;
    place = texts.length;
    history.length = 0;
    history.push([sequence.now - SURELY_KEPT, [...texts]]);
  }

  const strikes = {
    async offline() {
      sequence.net.isOffline = true;
    },
    async online() {
      sequence.net.isOffline = false;
      sequence.tabs.forEach((each) => each.window.dispatchEvent(new each.window.Event("online")));
    },
    async signedOut() {
      sequence.net.isSignedOut = true;
    },
    async signedIn() {
      sequence.net.isSignedOut = false;
    },
    async requests() {
      const kinds = ["lost", "unanswered", "broken", "broken-late", "fine"];
      for (let many = 1 + chance.upTo(3); many; many -= 1) {
        sequence.net.fates.push({
          kind: chance.oneOf(kinds),
          status: chance.oneOf([500, 502, 503]),
          there: chance.oneOf([5, 400, 3_000]),
          back: chance.oneOf([5, 400, 3_000, 9_000]),
        });
      }
    },
    async clock() {
      sequence.shift += chance.oneOf([-3_600_000, 3_600_000]);
    },
    async crash() {
      sequence.crashedAt = sequence.now;
      sequence.closeTab(tab);
      await reopen();
    },
    async reload() {
      sequence.crashedAt = sequence.now;
      sequence.leaveTab(tab);
      sequence.closeTab(tab);
      await reopen();
    },
    // Another tab goes on; this one stays open for a while.
    async takeover() {
      sequence.crashedAt = sequence.now;
      const old = tab;
      await reopen();
      if (chance.next() < 0.5) {
        sequence.closeTab(old);
      }
    },
  };

  try {
    tab = await sequence.openTab();
    for (let step = 25 + chance.upTo(20); step; step -= 1) {
      await sequence.pass(chance.oneOf([15, 40, 80, 150, 250, 400, 1_500]));
      const dice = chance.next();
      if (dice < 0.62) {
        type();
      } else if (dice < 0.74) {
        enter();
      } else if (dice < 0.8) {
        go();
      } else if (dice < 0.82) {
        remove();
      } else {
        const what = chance.oneOf([...Object.keys(strikes), "online", "signedIn", "requests"]);
        sequence.note(what);
        result.strikes[what] = (result.strikes[what] ?? 0) + 1;
        await strikes[what]();
      }
    }
    await finish();
  } catch (error) {
    result.wrong = `seed ${seed}: ${error.message}\n${sequence.log.join("\n")}`;
  } finally {
    [...sequence.tabs].forEach((each) => sequence.closeTab(each));
  }
  return result;

  async function finish() {
    sequence.net.fates.length = 0;
    await strikes.signedIn();
    await strikes.online();
    const title = () => find("[data-status-title]")[0].textContent;
    await sequence.until(() => /^(Saved|Ready)$/.test(title()), `saved (${title()})`, 120_000);
    await sequence.pass(5_000);
    const stored = sequence.server.texts().filter((text) => text !== "");
    result.typed = texts.join("").length;
    result.stored = stored.join("").length;
    const check = (what, one, other) => {
      if (JSON.stringify(one) !== JSON.stringify(other)) {
        throw new Error(`${what}: ${JSON.stringify(one)} is not ${JSON.stringify(other)}`);
      }
    };
    check("on the server", stored, texts);
    check("on the page", shown(), texts);
    for (const versions of sequence.server.histories()) {
      const twice = versions.filter((each, at) => at && JSON.stringify(each) === JSON.stringify(versions[at - 1]));
      check("stored twice", twice, []);
    }
    const faults = [...(sequence.faults ?? []), ...sequence.tabs.flatMap((each) => each.faults)];
    check("faults of the page", faults, []);
  }
}
