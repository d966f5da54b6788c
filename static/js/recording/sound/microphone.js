// Getting a microphone, and saying what to do when there is none. Browsers tell the names of
// microphones only once one was allowed.

// The other side of a video call comes out of the loudspeaker: cancelling echoes would take it
// away. People at a long table are of different loudness: evening that out helps.
const WANTED = { echoCancellation: false, noiseSuppression: true, autoGainControl: true };

const NO_BROWSER = {
  title: "Sound cannot be recorded here",
  words: "Use a current Chrome, Edge, Firefox or Safari, at an address that begins with https.",
};

const PROBLEMS = {
  NotAllowedError: {
    title: "The microphone is not allowed",
    words: "Allow it for this site beside the address at the top of the browser, then try again.",
  },
  NotFoundError: {
    title: "No microphone was found",
    words: "Plug one in or switch it on, then try again.",
  },
  NotReadableError: {
    title: "The microphone cannot be used",
    words: "Another program may have it, e.g. for a call. Close that one, then try again.",
  },
};
PROBLEMS.SecurityError = PROBLEMS.NotAllowedError;
PROBLEMS.OverconstrainedError = PROBLEMS.NotFoundError;

// What to tell the reviewer of an error of `openMicrophone`: {title, words}.
export const problemOf = (error) => PROBLEMS[error.name] ?? PROBLEMS.NotReadableError;

// {title, words} where nothing can be recorded at all; null: it can.
export function lackingBrowser() {
  const isThere = navigator.mediaDevices?.getUserMedia && globalThis.MediaRecorder;
  return isThere && crypto.subtle ? null : NO_BROWSER;
}

// A stream of the microphone with this id, or of the one the browser takes by itself.
export async function openMicrophone(id) {
  const audio = id ? { ...WANTED, deviceId: { exact: id } } : WANTED;
  try {
    return await navigator.mediaDevices.getUserMedia({ audio });
  } catch (error) {
    if (id && error.name === "OverconstrainedError") {
      return openMicrophone(null); // the one that was chosen is gone
    }
    throw error;
  }
}

// [{id, name}] of the microphones there are; without those that only stand for another one.
export async function microphones() {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices
    .filter(({ kind, deviceId }) => kind === "audioinput" && deviceId)
    .filter(({ deviceId }) => !["default", "communications"].includes(deviceId))
    .map(({ deviceId, label }, place) => ({
      id: deviceId,
      name: label || `Microphone ${place + 1}`,
    }));
}
