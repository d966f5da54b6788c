// One sequence: a writer types while faults strike. Its own time, network, server and tabs.

import { createServer } from "./server.js";

const turns = new MessageChannel();
const queue = [];
turns.port1.onmessage = () => queue.shift()();
const turn = () =>
  new Promise((resolve) => {
    queue.push(resolve);
    turns.port2.postMessage(null);
  });

export function chanceFrom(seed) {
  let state = seed * 2654435761;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  return {
    next,
    upTo: (most) => Math.floor(next() * (most + 1)),
    oneOf: (all) => all[Math.floor(next() * all.length)],
  };
}

export class Sequence {
  constructor(number, chance, html) {
    Object.assign(this, { number, chance, html });
    this.server = createServer(number);
    this.now = 0; // ms since the sequence began
    this.shift = 0; // ms by which the device's clock is wrong
    this.timers = new Map();
    this.lastTimer = 0;
    this.tabs = [];
    this.net = { isOffline: false, isSignedOut: false, fates: [] };
    this.log = [];
  }

  note(words) {
    this.log.push(`${this.now} ${words}`);
  }

  // --- Time

  timeOfDay() {
    return 1_800_000_000_000 + this.now + this.shift;
  }

  after(tab, ms, act) {
    this.lastTimer += 1;
    if (tab && !this.tabs.includes(tab)) {
      return this.lastTimer; // its process is gone, although a removed frame would run on
    }
    this.timers.set(this.lastTimer, { tab, at: this.now + Math.max(0, ms), act });
    return this.lastTimer;
  }

  every(tab, ms, act) {
    const id = this.after(tab, ms, () => {
      this.timers.set(id, { tab, at: this.now + ms, act: again });
      act();
    });
    const again = this.timers.get(id)?.act;
    return id;
  }

  cancel(id) {
    this.timers.delete(id);
  }

  async settle() {
    for (let calm = 0; calm < 3; calm += 1) {
      await turn();
      if (this.tabs.some((tab) => tab.pending)) {
        calm = -1;
      }
    }
  }

  // Lets `ms` pass; everything that is due happens in its order.
  async pass(ms) {
    const until = this.now + ms;
    await this.settle();
    for (;;) {
      let next = null;
      for (const [id, timer] of this.timers) {
        if (timer.at <= until && (!next || timer.at < next[1].at)) {
          next = [id, timer];
        }
      }
      if (!next) {
        break;
      }
      const [id, timer] = next;
      this.timers.delete(id);
      this.now = Math.max(this.now, timer.at);
      timer.act();
      await this.settle();
    }
    this.now = until;
  }

  async until(isSo, what, most = 60_000) {
    const end = this.now + most;
    while (!isSo()) {
      if (this.now > end) {
        throw new Error(`${what}: not after ${most} ms`);
      }
      await this.pass(50);
    }
  }

  // --- Network

  fetch(tab, path, { method = "GET", body, signal } = {}) {
    return new Promise((resolve, reject) => {
      if (!this.tabs.includes(tab)) {
        return;
      }
      const fail = () => reject(new TypeError("Failed to fetch"));
      signal?.addEventListener("abort", () => reject(signal.reason));
      const { isOffline, isSignedOut, fates } = this.net;
      if (isOffline) {
        fail();
        return;
      }
      if (isSignedOut) {
        this.after(tab, 20, () => resolve({ type: "opaqueredirect", status: 0, ok: false }));
        return;
      }
      const fate = (method === "PUT" && fates.shift()) || { kind: "fine", there: 10, back: 10 };
      const reply = (status, data) =>
        this.after(tab, fate.back, () =>
          resolve({
            type: "basic",
            status,
            ok: status < 300,
            headers: new Headers(),
            json: async () => structuredClone(data),
          }),
        );
      if (fate.kind === "broken") {
        reply(fate.status, null);
        return;
      }
      if (fate.kind === "lost") {
        return; // nobody ever answers
      }
      // What has left the device arrives, whatever becomes of its tab.
      this.after(null, fate.there, () => {
        const [status, data] = this.server.answer(method, path, body);
        if (method === "PUT") {
          const { base, text, deleted } = JSON.parse(body);
          const words = `${base} ${text}${deleted ? " (deleted)" : ""}`;
          this.note(`${path.slice(-37, -29)} ${words}: ${status} ${data.saved ?? ""} ${fate.kind}`);
        }
        if (fate.kind === "unanswered") {
          this.after(tab, fate.back, fail);
        } else if (fate.kind === "broken-late") {
          reply(502, null);
        } else {
          reply(status, data);
        }
      });
    });
  }

  // --- Tabs

  async openTab() {
    const tab = { pending: 0, leaving: [], faults: [], openedAt: this.now, frame: null };
    const frame = document.createElement("iframe");
    frame.srcdoc = this.html;
    frame.hidden = true; // laying it out would take most of the time
    tab.frame = frame;
    this.tabs.push(tab);
    await window.faults.load(tab, this, frame);
    const find = (selector) => frame.contentDocument.querySelector(selector);
    await this.settle(); // its modules have run
    await this.until(() => {
      const takeOver = find("[data-take-over]");
      if (!find("[data-busy]").hidden) {
        takeOver.click();
      }
      return find(".interviews-segment:not([data-early]) textarea");
    }, "the page is ready");
    await this.pass(100); // what the device has kept is shown
    return tab;
  }

  // As a crash: nothing in the tab runs any more.
  closeTab(tab) {
    tab.frame.remove();
    this.tabs = this.tabs.filter((each) => each !== tab);
    for (const [id, timer] of this.timers) {
      if (timer.tab === tab) {
        this.timers.delete(id);
      }
    }
    this.faults = [...(this.faults ?? []), ...tab.faults];
  }

  // As a reload: the page may put things in order.
  leaveTab(tab) {
    for (const [name, act] of tab.leaving) {
      if (name !== "visibilitychange") {
        act(new tab.window.Event(name, { cancelable: true }));
      }
    }
  }
}
