// Lists what still waits on this device, with the way to where it goes up.

const count = (n, one, many) => (n === 1 ? `1 ${one}` : `${n} ${many}`);

function words({ answers, segments, slices }) {
  const parts = [];
  if (answers) {
    parts.push(count(answers, "answer", "answers"));
  }
  if (segments) {
    parts.push(count(segments, "segment", "segments"));
  }
  if (slices) {
    parts.push(count(slices, "piece of sound", "pieces of sound"));
  }
  return parts.join(" and ");
}

function item(entry) {
  const made = document.createElement("li");
  const name = entry.name ?? "an interview";
  made.append(`${words(entry)} ${entry.answers ? "to" : "of"} `);
  if (entry.url) {
    const link = document.createElement("a");
    link.href = entry.url;
    link.textContent = name;
    made.append(link);
  } else {
    made.append(name);
  }
  return made;
}

// `place` is hidden, with an empty list in it; it shows itself when something waits. Shown again, an
// item that says the same stays: somebody may be on its link.
export function showWaiting(place, entries) {
  const shown = [...place.querySelector("ul").children];
  const items = entries.map(item);
  items.forEach((made, index) => {
    const old = shown[index];
    if (!old) {
      place.querySelector("ul").append(made);
    } else if (!old.isEqualNode(made)) {
      old.replaceWith(made);
    }
  });
  shown.slice(items.length).forEach((old) => old.remove());
  place.hidden = !items.length;
}
