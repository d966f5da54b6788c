// How loud the microphone is, in steps that can be shown, and whether it has been silent for long.

const EVERY = 100; // ms between looks
const LOUDEST = 5; // steps
const QUIETEST = 0.004; // of 1, below which there is only the noise of the microphone itself
const SILENT_AFTER = 10_000; // ms

// onLevel(step 0 to 5); onSilence(whether nothing was heard for a while), when that changes.
export function watchLevel(stream, { onLevel, onSilence }) {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 2048;
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  let heardAt = performance.now();
  let isSilent = false;
  let step = null;

  function look() {
    analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, each) => sum + each * each, 0) / samples.length;
    const loudness = Math.sqrt(power);
    const now = performance.now();
    if (loudness > QUIETEST || context.state !== "running") {
      heardAt = now;
    }
    const decibels = 20 * Math.log10(Math.max(loudness, 1e-6)); // speech is about -40 to -15
    const found = Math.max(0, Math.min(LOUDEST, Math.round((decibels + 50) / 7)));
    if (found !== step) {
      step = found;
      onLevel(step);
    }
    if (now - heardAt > SILENT_AFTER !== isSilent) {
      isSilent = !isSilent;
      onSilence(isSilent);
    }
  }

  const timer = setInterval(look, EVERY);
  return function stop() {
    clearInterval(timer);
    context.close();
  };
}
