// The fields of one answer, whatever they are: what they say, and making them say something.

export const SILENT = "";
export const NOT_APPLICABLE = "not-applicable";

const PARTS = { rating: ["answer", "explanation", "later"], words: ["words"] };

const read = (inputs) => {
  if (inputs[0].type === "checkbox") {
    return inputs[0].checked;
  }
  return inputs[0].type === "radio"
    ? (inputs.find((each) => each.checked)?.value ?? SILENT)
    : inputs[0].value;
};

// As the server made the page, whatever was typed since.
const readDefault = (inputs) => {
  if (inputs[0].type === "checkbox") {
    return inputs[0].defaultChecked;
  }
  return inputs[0].type === "radio"
    ? (inputs.find((each) => each.defaultChecked)?.value ?? SILENT)
    : inputs[0].defaultValue;
};

function write(inputs, value) {
  const [first] = inputs;
  if (first.type === "checkbox") {
    first.checked = value;
  } else if (first.type === "radio") {
    inputs.forEach((each) => {
      each.checked = each.value === value;
    });
  } else if (first.value !== value) {
    const [start, end] = [first.selectionStart, first.selectionEnd];
    first.value = value;
    if (document.activeElement === first) {
      first.setSelectionRange(Math.min(start, value.length), Math.min(end, value.length));
    }
  }
}

const isTyped = ({ type }) => type !== "radio" && type !== "checkbox";

// Of words, none go.
function add(inputs, value) {
  const [first] = inputs;
  const words = [first.value, value];
  const whole = words.find((each) => words.every((other) => each.includes(other)));
  const gap = first.tagName === "TEXTAREA" ? "\n" : " ";
  write(inputs, isTyped(first) ? (whole ?? words.join(gap)) : value);
}

const tidy = (value) => (typeof value === "string" ? value.trim() : value);

// `said`: {answer, explanation, later} of a rating, {words} of a question.
export const same = (one, other) =>
  Object.keys(one).every((part) => tidy(one[part]) === tidy(other[part]));

// What is sent of it.
export function asSent(kind, said) {
  if (kind === "words") {
    return said;
  }
  const isLevel = said.answer !== SILENT && said.answer !== NOT_APPLICABLE;
  return {
    value: isLevel ? Number(said.answer) : null,
    not_applicable: said.answer === NOT_APPLICABLE,
    explanation: said.explanation,
    for_later: said.later,
  };
}

export function fieldsOf(element, code, kind) {
  const inputs = new Map(
    PARTS[kind].map((part) => [part, [...element.querySelectorAll(`[name="${code}-${part}"]`)]]),
  );
  const all = [...inputs.values()].flat();
  const each = (how) => Object.fromEntries([...inputs].map(([part, found]) => [part, how(found)]));
  return {
    read: () => each(read),
    readDefault: () => each(readDefault),
    // The parts that are not as the server made the page.
    readChanged() {
      const changed = ([, found]) => read(found) !== readDefault(found);
      return Object.fromEntries(
        [...inputs].filter(changed).map(([part, found]) => [part, read(found)]),
      );
    },
    // The choice that is made, in words; "" for none and where there is nothing to choose.
    chosen() {
      const made = all.find(({ checked, type, value }) => checked && type === "radio" && value);
      return made?.labels[0].textContent.trim() ?? "";
    },
    // Beside what they say: `said` may have some parts only.
    add(said) {
      inputs.forEach((found, part) => part in said && add(found, said[part]));
    },
    show(said) {
      inputs.forEach((found, part) => part in said && write(found, said[part]));
    },
    // `edited(isTyping)` after every change.
    listen(edited) {
      all.forEach((input) => {
        input.addEventListener(isTyped(input) ? "input" : "change", () => edited(isTyped(input)));
      });
    },
    focus: () => (all.find(({ checked }) => checked) ?? all[0]).focus(),
  };
}
