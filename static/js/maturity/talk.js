// Talking about an indicator: what is typed survives a reload, is sent without leaving the page,
// and what others say meanwhile appears above it. The page itself is the only thing exchanged.

import { csrfToken } from "../csrf.js";

const LOOK = 20_000; // ms between two looks for what others said
const PATIENCE = 20_000; // ms

const NOT_SENT = {
  unreachable: "Not sent yet: no connection. It is sent when there is one again.",
  "signed-out": "Not sent: you have been signed out. Sign in again in another tab, then try again.",
  refused: "Not sent. Copy your words, then load the page again.",
};

const unreachable = new Map(); // form → the words that could not be sent for want of a connection

const words = (form) => form.querySelector("textarea");
const sections = () => [...document.querySelectorAll("[data-thread]")];

function keyOf(form) {
  const person = form.querySelector("[name$='-person']").value;
  const thread = form.closest("[data-thread]").dataset.thread;
  return `remark:${person}:${location.pathname}:${thread}`;
}

function keep(form) {
  try {
    const said = words(form).value;
    if (said.trim()) sessionStorage.setItem(keyOf(form), said);
    else sessionStorage.removeItem(keyOf(form));
  } catch {
    // No storage: the page itself still holds the words.
  }
}

function kept(form) {
  try {
    return sessionStorage.getItem(keyOf(form)) || "";
  } catch {
    return "";
  }
}

function tell(form, said, isBad = false) {
  const status = form.querySelector("[data-status]");
  status.textContent = said;
  status.classList.toggle("maturity-status--bad", isBad);
}

// A page of this product as a document; throws what kept it from coming.
async function fetchPage(options) {
  let response;
  try {
    response = await fetch(location.href.split("#")[0], {
      ...options,
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch {
    throw "unreachable";
  }
  if (response.status >= 500 || response.status === 429) throw "unreachable";
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  if (!page.querySelector("[data-thread]")) {
    throw new URL(response.url).pathname === location.pathname ? "refused" : "signed-out";
  }
  return { page, isDone: response.redirected };
}

// Puts what was said meanwhile in place of what stands there, and leaves the forms alone.
function show(page) {
  for (const section of sections()) {
    const fresh = page.querySelector(`[data-thread="${section.dataset.thread}"] [data-remarks]`);
    const old = section.querySelector("[data-remarks]");
    if (fresh && fresh.textContent !== old.textContent) old.replaceWith(document.adoptNode(fresh));
  }
}

async function send(form) {
  const button = form.querySelector("button");
  const sent = words(form).value;
  button.disabled = true;
  unreachable.delete(form);
  tell(form, "Sending…");
  try {
    const body = new FormData(form);
    body.set("csrfmiddlewaretoken", csrfToken());
    const { page, isDone } = await fetchPage({ method: "POST", body });
    show(page);
    const thread = form.closest("[data-thread]").dataset.thread;
    const refusal = page.querySelector(`[data-thread="${thread}"] .nhsuk-error-message`);
    if (isDone) {
      if (words(form).value === sent) words(form).value = "";
      words(form).dispatchEvent(new Event("input", { bubbles: true }));
      tell(form, "Your remark has been added.");
    } else {
      tell(form, refusal ? refusal.textContent.trim() : NOT_SENT.refused, true);
    }
  } catch (reason) {
    if (reason === "unreachable") unreachable.set(form, sent);
    tell(form, NOT_SENT[reason] ?? NOT_SENT.refused, true);
  }
  button.disabled = false;
  keep(form);
}

// What was meant to be sent, unless its writer has gone on writing meanwhile.
function sendAgain() {
  for (const [form, sent] of unreachable) {
    if (words(form).value === sent) send(form);
  }
}

async function look() {
  if (document.hidden || !navigator.onLine) return;
  try {
    const { page } = await fetchPage({});
    show(page);
  } catch {
    // Nothing new is seen then; sending says what is wrong.
  }
}

for (const form of document.querySelectorAll("[data-talk-form]")) {
  if (!words(form).value) words(form).value = kept(form);
  words(form).addEventListener("input", () => keep(form));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (form.querySelector("button").disabled) return;
    send(form).then(() => words(form).focus());
  });
}
setInterval(() => {
  sendAgain();
  look();
}, LOOK);
addEventListener("online", sendAgain);
addEventListener("focus", look);
