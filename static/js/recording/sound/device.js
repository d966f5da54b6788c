// Recorded sound on this device, of one user and one interview: each slice a record of its own
// until the server has it, and each recording one that says how far it got.
//
// A recording: {id, url, content_type, start_ms, n_slices, length_ms, before_ms, last_at,
// is_stopped}; times in ms, start_ms since the interview began, before_ms recorded in earlier
// ones, last_at of the device's clock. A slice: {recording, number, start_ms, duration_ms,
// sha256, data}.

import { RECORDINGS, SOUND, read, under, write } from "../database.js";

export function createDevice(user, interview) {
  const mine = under(user, interview);
  const owned = (record) => ({ ...record, user, interview });

  return {
    recordings: () => read(RECORDINGS, (store) => store.getAll(mine)),
    putRecording: (recording) => write(RECORDINGS, (store) => store.put(owned(recording))),
    removeRecording: (id) => write(RECORDINGS, (store) => store.delete([user, interview, id])),

    // Which slices wait: [{recording, number}], without their bytes.
    async waiting() {
      const keys = await read(SOUND, (store) => store.getAllKeys(mine));
      return keys.map(([, , recording, number]) => ({ recording, number }));
    },
    slice: (recording, number) =>
      read(SOUND, (store) => store.get([user, interview, recording, number])),
    // Both or neither: the recording never says less than its slices.
    putSlice: (recording, slice) =>
      write([RECORDINGS, SOUND], (recordings, sound) => {
        recordings.put(owned(recording));
        sound.put(owned(slice));
      }),
    removeSlice: (recording, number) =>
      write(SOUND, (store) => store.delete([user, interview, recording, number])),
    removeAll: () =>
      write([RECORDINGS, SOUND], (recordings, sound) => {
        recordings.delete(mine);
        sound.delete(mine);
      }),
  };
}

// The interviews that `user` has sound of here, by id.
export async function interviewsWithSound(user) {
  const keys = await read([RECORDINGS, SOUND], (recordings) => recordings.getAllKeys(under(user)));
  return [...new Set(keys.map(([, interview]) => interview))];
}
