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

// `place` is hidden, with an empty list in it; it shows itself when something waits.
export function showWaiting(place, entries) {
  place.querySelector("ul").replaceChildren(...entries.map(item));
  place.hidden = !entries.length;
}
