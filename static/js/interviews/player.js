// The player on an interview's page. Without it each part plays by itself, in the browser's own
// player; here they play as one, beside the transcript.

import { createAudio } from "./player-audio.js";
import { createLines } from "./player-lines.js";
import { clock, createTimeline, spoken } from "./player-timeline.js";

const SKIP = 5_000; // ms
const SPEED = "interviews-player-speed";
const FOLLOW = "interviews-player-follow";
const SVG = "http://www.w3.org/2000/svg";
const TROUBLE =
  "The sound does not come. It may have been deleted, or the connection is gone. Press play to try again.";

const player = document.getElementById("player");
const part = (name) => player.querySelector(`[data-${name}]`);
const [now, end, position, map] = ["now", "end", "position", "map"].map(part);
const [play, speed, follow, trouble] = ["play", "speed", "follow", "trouble"].map(part);
const list = document.querySelector("[data-parts]");
const elements = [...list.querySelectorAll("audio")];
const parts = elements.map((element) => JSON.parse(element.dataset.part));
const timeline = createTimeline(parts);

const audio = createAudio(elements, timeline, {
  onMove: draw,
  onPlaying(isPlaying) {
    play.setAttribute("aria-pressed", isPlaying);
    player.classList.toggle("is-playing", isPlaying);
    player.classList.add("is-used");
    if (navigator.mediaSession) {
      navigator.mediaSession.playbackState = isPlaying ? "playing" : "paused";
    }
    draw();
  },
  onTrouble(isTrouble) {
    trouble.textContent = isTrouble ? TROUBLE : "";
  },
});
const lines = createLines((time) => {
  const to = timeline.positionAt(time, audio.part());
  if (to === null) {
    trouble.textContent = `There is no sound at ${clock(time)}.`;
    return;
  }
  trouble.textContent = "";
  audio.seek(to);
  if (!audio.isPlaying()) {
    audio.play();
  }
});

function draw() {
  const at = audio.position();
  const time = timeline.timeOf(at);
  const seconds = Math.round(at / 1000);
  now.textContent = clock(time);
  if (Number(position.value) !== seconds) {
    position.value = seconds;
  }
  const of = parts.length > 1 ? `, part ${audio.part() + 1} of ${parts.length}` : "";
  position.setAttribute("aria-valuetext", `${spoken(time)}${of}`);
  const isUsed = player.classList.contains("is-used");
  lines.mark(isUsed ? time : null, follow.checked && audio.isPlaying());
}

const toggle = () => (audio.isPlaying() ? audio.pause() : audio.play());
const skip = (ms) => audio.seek(audio.position() + ms);

function setSpeed(index) {
  const option = speed.options[Math.min(Math.max(index, 0), speed.options.length - 1)];
  speed.value = option.value;
  audio.setRate(Number(option.value));
  remember(SPEED, option.value);
}

// Some browsers keep nothing for a site: then nothing is remembered.
function remember(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    return;
  }
}

function remembered(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

const KEYS = {
  k: toggle,
  j: () => skip(-SKIP),
  l: () => skip(SKIP),
  ",": () => setSpeed(speed.selectedIndex - 1),
  ".": () => setSpeed(speed.selectedIndex + 1),
};

// Single keys only where the player is at hand: elsewhere they belong to whoever reads.
document.addEventListener("keydown", (event) => {
  const isHere = event.target.closest?.("#player, .interviews-line__play");
  const key = KEYS[event.key.toLowerCase()];
  if (isHere && key && !event.ctrlKey && !event.altKey && !event.metaKey) {
    event.preventDefault();
    key();
  }
});

// Ends of parts as lines, missing sound as blocks, on the way that the position goes.
function drawMap() {
  const along = (at) => (at / timeline.total) * 1000;
  const add = (className, from, width) => {
    const mark = document.createElementNS(SVG, "rect");
    const box = { x: from, y: 0, width, height: 8, class: className };
    Object.entries(box).forEach(([name, value]) => mark.setAttribute(name, value));
    map.append(mark);
  };
  parts.forEach(({ gaps }, index) => {
    if (index) {
      add("interviews-player__seam", along(timeline.begins[index]) - 1, 2);
    }
    for (const [from, until] of gaps) {
      const at = timeline.positionAt(from, index);
      if (at !== null) {
        add("interviews-player__gap", along(at), Math.max(along(until - from), 3));
      }
    }
  });
}

play.addEventListener("click", toggle);
part("back").addEventListener("click", () => skip(-SKIP));
part("forward").addEventListener("click", () => skip(SKIP));
position.addEventListener("input", () => {
  player.classList.add("is-used");
  audio.seek(Number(position.value) * 1000);
});
speed.addEventListener("change", () => setSpeed(speed.selectedIndex));
follow.addEventListener("change", () => {
  remember(FOLLOW, follow.checked ? "yes" : "");
  if (follow.checked) {
    lines.follow();
  }
});
const media = { play: audio.play, pause: audio.pause, seekbackward: () => skip(-SKIP) };
for (const [action, answer] of Object.entries({ ...media, seekforward: () => skip(SKIP) })) {
  navigator.mediaSession?.setActionHandler(action, answer);
}
if (navigator.mediaSession) {
  navigator.mediaSession.metadata = new MediaMetadata({ title: player.dataset.interview });
}

position.max = Math.floor(timeline.total / 1000);
end.textContent = clock(timeline.timeOf(timeline.total));
follow.checked = remembered(FOLLOW) === "yes";
setSpeed([...speed.options].findIndex(({ value }) => value === (remembered(SPEED) ?? "1")));
drawMap();
draw();
elements.forEach((element) => element.removeAttribute("controls"));
list.hidden = true;
player.hidden = false;
document.querySelector("[data-keys]").hidden = false;
