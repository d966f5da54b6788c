// The segments in their order, as this page knows them: the server's with this device's drafts on
// top. Plain data, no elements.
//
// A segment: {id, version, after, kind, stage, speaker, text, question, start_ms, deleted}; version
// 0: the server does not have it yet. A new segment without words is on the page only.

export const FIRST = "first";

const CONTENT = ["kind", "stage", "speaker", "text", "question", "start_ms", "deleted"];

export function contentOf(segment) {
  const content = Object.fromEntries(CONTENT.map((key) => [key, segment[key]]));
  // Half of a pair of surrogates, as a broken paste can leave, is not text that can be stored.
  content.text = content.text.toWellFormed?.() ?? content.text;
  return content;
}

export function newId() {
  if (crypto.randomUUID) {
    return crypto.randomUUID();
  }
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

export function createTranscript() {
  let segments = [];

  const indexOf = (id) => segments.findIndex((segment) => segment.id === id);

  return {
    all: () => segments,
    get: (id) => segments[indexOf(id)],
    before: (id) => segments[indexOf(id) - 1],
    following: (id) => segments[indexOf(id) + 1],
    last: () => segments.at(-1),
    isLast: (id) => indexOf(id) === segments.length - 1,

    // Takes what the server has. Segments with a draft keep the draft's words; `keep` is a segment
    // without words that the writer is in.
    load(fromServer, drafts, keep = null) {
      const byId = new Map(drafts.map((draft) => [draft.id, draft]));
      const followed = keep ? this.before(keep.id)?.id : null;
      segments = fromServer.map((segment) => {
        const draft = byId.get(segment.id);
        byId.delete(segment.id);
        return draft ? { ...segment, ...draft.want, version: draft.base } : segment;
      });
      for (const draft of byId.values()) {
        this.insert({ id: draft.id, version: draft.base, after: draft.after, ...draft.want });
      }
      segments = segments.filter((segment) => !segment.deleted);
      if (keep && !this.get(keep.id)) {
        this.insert(keep, followed);
      }
    },

    // Behind `after`; at the end without it or when it is not there; first for FIRST.
    insert(segment, after = segment.after) {
      const place = after ? indexOf(after) : -1;
      const behind = place === -1 ? segments.length : place + 1;
      segments.splice(after === FIRST ? 0 : behind, 0, segment);
    },

    remove(id) {
      segments = segments.filter((segment) => segment.id !== id);
    },
  };
}
