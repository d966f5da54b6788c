// Deciding on suggestions by single keys, while the focus is in one of them.

const KEYS = { "+": "helps", "-": "hinders", "−": "hinders", m: "mixed", n: "no" };

const form = document.querySelector("[data-suggestions]");
const items = [...form.querySelectorAll("[data-suggestion]")];
document.querySelector("[data-suggestion-keys]").hidden = false;

function choices(item) {
  return [...item.querySelectorAll('input[type="radio"]')];
}

function goOn(from) {
  const next = items.slice(items.indexOf(from) + 1).find((item) => !("decided" in item.dataset));
  (next ? choices(next)[0] : form.querySelector("button")).focus();
}

form.addEventListener("change", ({ target }) => {
  target.closest("[data-suggestion]").dataset.decided = "";
});

form.addEventListener("keydown", (event) => {
  const item = event.target.closest("[data-suggestion]");
  const value = KEYS[event.key.toLowerCase()];
  if (!item || !value || event.ctrlKey || event.metaKey || event.altKey) {
    return;
  }
  event.preventDefault();
  const choice = choices(item).find((each) => each.value === value);
  choice.checked = true;
  choice.dispatchEvent(new Event("change", { bubbles: true }));
  goOn(item);
});
