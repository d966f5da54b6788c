// The transcript beside the player: each time becomes a button that plays from there, and the
// segment being heard is marked.

const LEAD = 1_500; // ms: people begin to type a moment after somebody began to speak

// Returns mark(time, isFollowed): the segment heard at that time of the interview, or none (null).
export function createLines(onPlay) {
  const lines = [...document.querySelectorAll(".interviews-lines:not([class*=deleted]) [data-start-ms]")]
    .filter((label) => label.dataset.startMs)
    .map((label) => ({
      from: Number(label.dataset.startMs),
      item: label.closest("li"),
      label,
    }));
  for (const { from, label } of lines) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "interviews-line__play";
    button.dataset.play = "";
    const words = document.createElement("span");
    words.className = "nhsuk-u-visually-hidden";
    words.textContent = "Play from ";
    button.append(words, label.lastChild.textContent.trim());
    button.addEventListener("click", () => onPlay(Math.max(0, from - LEAD)));
    label.replaceChildren(button);
  }
  const inTime = lines.toSorted((a, b) => a.from - b.from);
  let marked = null;

  function show(item) {
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    item.scrollIntoView({ block: "center", behavior: still ? "auto" : "smooth" });
  }

  return {
    mark(time, isFollowed) {
      const heard = time === null ? null : inTime.findLast(({ from }) => from - LEAD <= time);
      const item = heard?.item ?? null;
      if (item === marked) {
        return;
      }
      marked?.removeAttribute("aria-current");
      item?.setAttribute("aria-current", "true");
      marked = item;
      if (item && isFollowed) {
        show(item);
      }
    },
    follow: () => marked && show(marked),
  };
}
