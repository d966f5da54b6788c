// Making elements. Words always become text, never HTML.

export function element(name, properties = {}, ...children) {
  const { dataset = {}, ...others } = properties;
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(others)) {
    if (key in made) {
      made[key] = value;
    } else {
      made.setAttribute(key, value);
    }
  }
  Object.assign(made.dataset, dataset);
  made.append(...children.filter((child) => child !== null));
  return made;
}

// Words for the eyes with others for screen readers.
export function sign(shown, spoken) {
  return [
    element("span", { ariaHidden: "true" }, shown),
    element("span", { className: "nhsuk-u-visually-hidden" }, spoken),
  ];
}

export const shortened = (words, most) =>
  words.length > most ? `${words.slice(0, most - 1).trimEnd()}…` : words;

// Puts a box of the page below a rectangle of the window, or above it where there is no room. On a
// phone the style sheet pins the box to the bottom; the words must not be behind it.
export function place(box, rectangle, margin = 16) {
  if (getComputedStyle(box).position === "fixed") {
    scrollBy(0, Math.max(0, rectangle.bottom + margin - (innerHeight - box.offsetHeight)));
    return;
  }
  const { offsetWidth: width, offsetHeight: height } = box;
  const left = Math.max(margin, Math.min(rectangle.left, innerWidth - width - margin));
  const below = rectangle.bottom + margin / 2;
  const above = rectangle.top - height - margin / 2;
  const top = below + height > innerHeight - margin && above > margin ? above : below;
  const origin = box.offsetParent.getBoundingClientRect();
  box.style.left = `${left - origin.left}px`;
  box.style.top = `${top - origin.top}px`;
}

// Keeps Tab within a box that lies over the page: after its last control comes its first.
export function turnWithin(box, event) {
  const all = [...box.querySelectorAll("a[href], button, input, textarea")].filter(
    (each) => !each.disabled && each.getClientRects().length,
  );
  const [from, to] = event.shiftKey ? [all[0], all.at(-1)] : [all.at(-1), all[0]];
  if (event.target === from || (event.shiftKey && event.target === box)) {
    event.preventDefault();
    to.focus({ preventScroll: true });
  }
}
