// One stretch of sound from a microphone, cut into slices. It knows when time has leapt, e.g.
// because the computer slept: then what follows would be heard at the wrong time.

export const SLICE = 3_000; // ms
const LEAP = 2_000; // ms that the two clocks may drift apart
const LATE = 3 * SLICE; // ms between slices that are no mere delay
const LONGEST = 60_000; // ms of one slice: longer than that was no busy computer but a sleep
const BITS = 32_000; // a second: enough for speech

const WEBM = "audio/webm";
const MP4 = "audio/mp4"; // where there is no WebM, e.g. in older Safaris
const TYPES = [`${WEBM};codecs=opus`, `${MP4};codecs=mp4a.40.2`, MP4, WEBM];

// How far the clock on the wall is ahead of the one that only counts: it changes when the
// computer slept (the counting one stood still) or when somebody set the clock.
const apart = () => Date.now() - performance.now();

const oneWay = (type) => type.replaceAll(/[\s"]/g, "").toLowerCase();

// Resolves once it records, with {content_type, stop()}; `stop` resolves after the last slice.
// onSlice({data: ArrayBuffer, offset_ms since it began, duration_ms}), in order;
// onLeap(): time has leapt, nothing is wrong with what came before; onEnd(): the microphone is gone.
export async function capture(stream, { onSlice, onLeap, onEnd }) {
  const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
  const recorder = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: BITS });
  const [track] = stream.getAudioTracks();
  let origin = 0; // of the counting clock
  let until = 0; // end of the last slice, since the origin
  let difference = 0;
  let isStopping = false;
  let slices = Promise.resolve();

  const hasLeapt = () => Math.abs(apart() - difference) > LEAP;

  function leap() {
    if (!isStopping && hasLeapt()) {
      difference = apart();
      onLeap();
    }
  }

  function sliceCame({ data }) {
    const now = performance.now() - origin;
    const isLate = now - until > LATE;
    const offset_ms = until;
    const duration_ms = now - until < LONGEST ? now - until : SLICE;
    until = now;
    if (data.size) {
      slices = slices
        .then(() => data.arrayBuffer())
        .then((bytes) => onSlice({ data: bytes, offset_ms, duration_ms }));
    }
    if (isLate && !isStopping) {
      onLeap();
    } else {
      leap();
    }
  }

  const timer = setInterval(leap, 1_000);
  const stopped = new Promise((resolve) => {
    recorder.addEventListener("stop", () => {
      clearInterval(timer);
      track.removeEventListener("ended", end);
      slices.then(resolve);
    });
  });

  function stop() {
    isStopping = true;
    if (recorder.state !== "inactive") {
      recorder.stop();
    }
    return stopped;
  }

  function end() {
    if (!isStopping) {
      stop().then(onEnd);
    }
  }

  recorder.addEventListener("dataavailable", sliceCame);
  recorder.addEventListener("error", end);
  recorder.addEventListener("stop", end);
  track.addEventListener("ended", end);
  await new Promise((resolve, reject) => {
    recorder.addEventListener("start", resolve, { once: true });
    recorder.addEventListener("error", reject, { once: true });
    recorder.start(SLICE);
  });
  origin = performance.now();
  difference = apart();
  return {
    content_type: oneWay(recorder.mimeType || mimeType),
    stop,
    // What was heard so far becomes a slice at once.
    cut() {
      if (recorder.state === "recording") {
        recorder.requestData();
      }
    },
    elapsed: () => performance.now() - origin,
  };
}
