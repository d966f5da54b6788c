// Several audio elements that play as one.

// onMove(): the position may have changed; onPlaying(whether it plays); onTrouble(whether the
// sound cannot be had).
export function createAudio(elements, timeline, { onMove, onPlaying, onTrouble }) {
  let index = 0;
  let rate = 1;
  let isWanted = false; // somebody pressed play, and nobody pause
  let ahead = null; // ms in the part where it is to go on once the element knows its sound

  const current = () => elements[index];
  const position = () =>
    timeline.positionOf(index, ahead ?? Math.round(current().currentTime * 1000));

  function place(ms) {
    const element = current();
    if (element.readyState >= HTMLMediaElement.HAVE_METADATA) {
      ahead = null;
      element.currentTime = ms / 1000;
    } else {
      ahead = ms;
      if (element.preload === "none") {
        element.preload = "metadata";
        element.load();
      }
    }
  }

  async function start() {
    const element = current();
    element.playbackRate = rate;
    try {
      await element.play();
      onTrouble(false);
    } catch (error) {
      // AbortError: paused or moved before it began. Nothing is wrong with that.
      if (error.name !== "AbortError" && element === current()) {
        stop();
        onTrouble(true);
      }
    }
  }

  function stop() {
    isWanted = false;
    current().pause();
    onPlaying(false);
  }

  function seek(to) {
    const { index: next, ms } = timeline.placeOf(to);
    if (next !== index) {
      current().pause();
      index = next;
    }
    place(ms);
    onMove();
    if (isWanted) {
      start();
    }
  }

  elements.forEach((element, number) => {
    element.addEventListener("loadedmetadata", () => {
      if (number === index && ahead !== null) {
        place(ahead);
      }
    });
    element.addEventListener("timeupdate", () => number === index && onMove());
    element.addEventListener("ended", () => {
      if (number !== index) {
        return;
      }
      if (index + 1 < elements.length) {
        seek(timeline.begins[index + 1]);
      } else {
        stop();
        onMove();
      }
    });
    // Headphones pulled out, or another program that took the sound.
    element.addEventListener("pause", () => {
      if (number === index && isWanted && !element.ended && !element.error) {
        stop();
      }
    });
    element.addEventListener("error", () => {
      if (number !== index) {
        return;
      }
      ahead ??= Math.round(element.currentTime * 1000);
      stop();
      onTrouble(true);
    });
  });

  return {
    position,
    part: () => index,
    isPlaying: () => isWanted,
    pause: stop,
    play() {
      if (position() >= timeline.total) {
        seek(0);
      }
      if (current().error) {
        ahead ??= Math.round(current().currentTime * 1000);
        current().load();
      }
      isWanted = true;
      onPlaying(true);
      start();
    },
    seek: (to) => seek(Math.min(Math.max(to, 0), timeline.total)),
    setRate(wanted) {
      rate = wanted;
      elements.forEach((element) => {
        element.playbackRate = rate;
      });
    },
  };
}
