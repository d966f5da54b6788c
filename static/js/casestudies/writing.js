/* The form of a case study: warns before unsaved words are left, and offers them again after a
   reload, a crash or having to sign in. */

import { forgetDraft, keepDraft, keyOf, readDraft } from "./draft.js";

const NOT_KEPT = ["csrfmiddlewaretoken", "version", "asked"];

function read(form) {
  const fields = [...new FormData(form)].filter(([name]) => !NOT_KEPT.includes(name));
  return Object.fromEntries(fields);
}

function write(form, fields) {
  for (const input of form.elements) {
    if (!input.name || NOT_KEPT.includes(input.name) || input.type === "submit") continue;
    if (input.type === "radio") input.checked = fields[input.name] === input.value;
    else if (input.type === "checkbox") input.checked = input.name in fields;
    else if (input.name in fields) input.value = fields[input.name];
  }
}

function offer(form, draft, { putBack, forget }) {
  const template = document.querySelector("template[data-restore]");
  const block = template.content.cloneNode(true).firstElementChild;
  block.querySelector("[data-at]").textContent = draft.at;
  const answer = (selector, action) =>
    block.querySelector(selector).addEventListener("click", () => {
      block.remove();
      action();
      form.querySelector("input:not([type=hidden]), textarea").focus();
    });
  answer("[data-put-back]", putBack);
  answer("[data-forget]", forget);
  form.before(block);
}

function start(form) {
  const person = form.closest("[data-person]").dataset.person;
  const key = keyOf(person, location.pathname);
  const asLoaded = JSON.stringify(read(form));
  // A page that came back with errors or a conflict holds words that are nowhere else.
  const isReturned = Boolean(document.querySelector(".nhsuk-error-summary") || form.elements.asked);
  let isLeaving = false;
  let isOffered = false; // until it is answered, the older words are not overwritten

  const isChanged = () => isReturned || JSON.stringify(read(form)) !== asLoaded;
  const keep = (isSent) => {
    if (isOffered) return;
    const at = new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
    keepDraft(key, { at, isSent, version: form.elements.version.value, fields: read(form) });
  };

  const draft = readDraft(key);
  if (draft && !isReturned && JSON.stringify(draft.fields) !== asLoaded) {
    keepDraft(key, { ...draft, isSent: false });
    isOffered = true;
    offer(form, draft, {
      putBack() {
        isOffered = false;
        write(form, draft.fields);
        // Held against what its writer had read, so that a later save of others is not undone.
        form.elements.version.value = draft.version;
      },
      forget() {
        isOffered = false;
        forgetDraft(key);
      },
    });
  } else if (isReturned) {
    keep(false);
  }

  form.addEventListener("input", () => keep(false));
  form.addEventListener("submit", () => {
    isLeaving = true;
    if (isChanged()) keep(true);
  });
  addEventListener("pageshow", () => {
    isLeaving = false;
  });
  addEventListener("beforeunload", (event) => {
    if (!isLeaving && isChanged()) event.preventDefault();
  });
}

const form = document.querySelector("form[data-writing]");
if (form) start(form);
