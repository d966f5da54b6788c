// What waits on this device for one user and one interview: one record a segment or slice of sound
// until the server has it.

import { COPIES, DRAFTS, PAGES, RECORDINGS, SOUND, read, under, write } from "./database.js";

export function createStore(user, interview) {
  const mine = under(user, interview);
  const owned = (record) => ({ ...record, user, interview });
  const keep = (name, record) => write(name, (store) => store.put(owned(record)));
  let copies = new Map(); // id → segment to copy, null to remove: goes with the next write

  // A draft must not go before the copy has what it said: a crash leaves one or the other.
  async function writeDrafts(work) {
    const noted = copies;
    copies = new Map();
    try {
      await write([DRAFTS, COPIES], (drafts, kept) => {
        for (const [id, segment] of noted) {
          if (segment) {
            kept.put(owned(segment));
          } else {
            kept.delete([user, interview, id]);
          }
        }
        work(drafts);
      });
    } catch (error) {
      copies = new Map([...noted, ...copies]);
      throw error;
    }
  }

  return {
    drafts: () => read(DRAFTS, (store) => store.getAll(mine)),
    countDrafts: () => read(DRAFTS, (store) => store.count(mine)),
    // All of them or none.
    putDrafts: (drafts) =>
      writeDrafts((store) => {
        for (const draft of drafts) {
          store.put(owned(draft));
        }
      }),
    removeDraft: (id) => writeDrafts((store) => store.delete([user, interview, id])),

    page: async () => (await read(PAGES, (store) => store.get([user, interview]))) ?? {},
    putPage: (page) => keep(PAGES, page),

    // Segments as the server had them last.
    copies: () => read(COPIES, (store) => store.getAll(mine)),
    noteCopy: (id, segment) => copies.set(id, segment),
    writeCopies: () => writeDrafts(() => {}),

    // A recording: {id, …}, as long as it is needed to go on with it.
    recordings: () => read(RECORDINGS, (store) => store.getAll(mine)),
    recording: (id) => read(RECORDINGS, (store) => store.get([user, interview, id])),
    putRecording: (recording) => keep(RECORDINGS, recording),
    removeRecording: (id) => write(RECORDINGS, (store) => store.delete([user, interview, id])),

    // Slices that the server does not have yet, by recording and number. A slice: {recording,
    // number, blob, start_ms, duration_ms, content_type, …}.
    countSlices: () => read(SOUND, (store) => store.count(mine)),
    slices: (recording) =>
      read(SOUND, (store) => store.getAll(recording ? under(user, interview, recording) : mine)),
    // The first that waits; undefined when none does. One at a time: an hour of sound is large.
    firstSlice: async () => (await read(SOUND, (store) => store.getAll(mine, 1)))[0],
    putSlice: (slice) => keep(SOUND, slice),
    removeSlice: (recording, number) =>
      write(SOUND, (store) => store.delete([user, interview, recording, number])),
  };
}
