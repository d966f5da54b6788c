// Runs in each tab of a sequence before the recording page's own modules: time and network are the
// sequence's, everything else is the browser's.

const { tab, sequence } = parent.faults.opening;
tab.window = window;

const pend = () => {
  let isOver = false;
  tab.pending += 1;
  return () => {
    tab.pending -= isOver ? 0 : 1;
    isOver = true;
  };
};
window.onLoadedTab = pend(); // called behind the page's own modules

// --- Time --------------------------------------------------------------------------------------

window.setTimeout = (act, ms = 0, ...rest) => sequence.after(tab, ms, () => act(...rest));
window.setInterval = (act, ms, ...rest) => sequence.every(tab, ms, () => act(...rest));
window.clearTimeout = window.clearInterval = (id) => sequence.cancel(id);
window.requestAnimationFrame = (act) => sequence.after(tab, 16, () => act(performance.now()));
window.cancelAnimationFrame = window.clearTimeout;
window.requestIdleCallback = (act) => sequence.after(tab, 16, act);
window.Date = class extends Date {
  constructor(...given) {
    super(...(given.length ? given : [sequence.timeOfDay()]));
  }

  static now() {
    return sequence.timeOfDay();
  }
};
performance.now = () => sequence.now - tab.openedAt;
AbortSignal.timeout = (ms) => {
  const controller = new AbortController();
  sequence.after(tab, ms, () => controller.abort(new DOMException("late", "TimeoutError")));
  return controller.signal;
};

// --- Network -----------------------------------------------------------------------------------

window.fetch = (url, options = {}) => sequence.fetch(tab, String(url), options);

// --- What goes on by itself is waited for ----------------------------------------------------------

const { open } = IDBFactory.prototype;
IDBFactory.prototype.open = function (...given) {
  const request = open.apply(this, given);
  const done = pend();
  ["success", "error", "blocked"].forEach((name) => request.addEventListener(name, done));
  return request;
};
const { transaction } = IDBDatabase.prototype;
IDBDatabase.prototype.transaction = function (names, mode) {
  const begun = transaction.call(this, names, mode, { durability: "relaxed" });
  const done = pend();
  ["complete", "abort"].forEach((name) => begun.addEventListener(name, done));
  return begun;
};
const { request } = LockManager.prototype;
LockManager.prototype.request = function (name, options, act) {
  const done = options.ifAvailable || options.steal ? pend() : () => {};
  return request.call(this, name, options, (lock) => {
    done();
    return act(lock);
  });
};

// --- The end of a tab is the sequence's to decide ------------------------------------------------

for (const target of [window, document]) {
  const listen = target.addEventListener.bind(target);
  target.addEventListener = (name, act, ...rest) => {
    if (["pagehide", "beforeunload", "visibilitychange"].includes(name)) {
      tab.leaving.push([name, act]);
    } else {
      listen(name, act, ...rest);
    }
  };
}
addEventListener("error", (event) => tab.faults.push(String(event.error ?? event.message)));
addEventListener("unhandledrejection", (event) => tab.faults.push(String(event.reason)));
