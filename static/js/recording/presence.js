// Who else has this interview open, and which segment they are in.

export function createPresence(root, { transcript, view }) {
  const line = root.querySelector("[data-here]");
  const foot = root.querySelector("[data-here-foot]"); // in sight wherever the page is scrolled to
  const spoken = root.querySelector("[data-here-spoken]");
  let heard = "";

  const placeOf = (id) => transcript.all().findIndex((segment) => segment.id === id) + 1;

  function said({ name, segment }) {
    const place = placeOf(segment);
    return place ? `${name} in segment ${place}` : name;
  }

  return {
    // `here`: [{name, segment}] of the others.
    show(here) {
      const words = here.length ? `Also here: ${here.map(said).join(", ")}` : "";
      if (line.textContent !== words) {
        line.textContent = foot.textContent = words;
        line.hidden = !words;
      }
      const names = here.map(({ name }) => name).join(", ");
      if (names !== heard) {
        heard = names;
        spoken.textContent = names ? `Also here: ${names}` : "Nobody else is here now";
      }
      const writers = new Map();
      for (const { name, segment } of here) {
        if (segment) {
          const others = writers.get(segment);
          writers.set(segment, others ? `${name} and ${others}` : `${name} is writing here`);
        }
      }
      view.showWriters(writers);
    },
  };
}
