// The server's rules for saving segments, as interviews/actions/recording.py has them; a test holds
// the two against each other.

const CONTENT = ["kind", "stage", "question", "speaker", "text", "deleted"];
const DEFAULTS = { question: "", start_ms: null, deleted: false, after: null };

const same = (one, other) => CONTENT.every((key) => one[key] === other[key]);

export function createServer(user) {
  const segments = new Map(); // id → {id, version, position, revision, versions, …}
  let revision = 0;

  const inOrder = () => [...segments.values()].sort((one, two) => one.position - two.position);

  function values({ versions, ...segment }) {
    return { ...segment, rivals: [] };
  }

  function place(after) {
    const anchor = segments.get(after);
    const others = [...segments.values()];
    if (!anchor) {
      return Math.max(0, ...others.map(({ position }) => position)) + 1;
    }
    for (const other of others.filter(({ position }) => position > anchor.position)) {
      other.position += 1;
      other.revision = revision;
    }
    return anchor.position + 1;
  }

  function save(id, sent) {
    const body = { ...DEFAULTS, ...sent };
    const text = body.text.replaceAll("\r\n", "\n").replaceAll("\r", "\n");
    const content = { ...Object.fromEntries(CONTENT.map((key) => [key, body[key]])), text };
    if (body.author !== user) {
      return [403, { user }];
    }
    const segment = segments.get(id) ?? { id, version: 0, start_ms: null, versions: [] };
    const stored = (version) => {
      const found = segment.versions[version - 1];
      return found !== undefined && same(found, content);
    };
    if (segment.version > 0 && body.base !== segment.version) {
      if (stored(body.base + 1)) {
        return [200, { ...values(segment), saved: body.base + 1 }];
      }
      return [409, { theirs: values(segment), settled: false }];
    }
    if (segment.version > 0 && stored(segment.version)) {
      return [200, { ...values(segment), saved: segment.version }];
    }
    revision += 1;
    segment.position ??= place(body.after);
    segment.versions.push(content);
    Object.assign(segment, content, { version: segment.version + 1, revision });
    segment.start_ms = body.start_ms ?? segment.start_ms;
    segments.set(id, segment);
    return [200, { ...values(segment), saved: segment.version }];
  }

  function changes(since) {
    const changed = inOrder().filter((segment) =>
      since === null ? !segment.deleted : segment.revision > since,
    );
    return [
      200,
      {
        user,
        revision,
        elapsed_ms: null,
        completed: false,
        withdrawn: false,
        covered: [],
        here: [],
        segments: changed.map(values),
      },
    ];
  }

  return {
    // [status, data] for one request; `path` with its query.
    answer(method, path, body) {
      const url = new URL(path, "http://server");
      const id = url.pathname.match(/\/segments\/([0-9a-f-]+)\/$/)?.[1];
      if (method === "PUT" && id) {
        return save(id, JSON.parse(body));
      }
      if (method === "GET" && url.pathname.endsWith("/segments/")) {
        const since = url.searchParams.get("since");
        return changes(since === null ? null : Number(since));
      }
      return [404, {}];
    },
    texts: () => inOrder().filter(({ deleted }) => !deleted).map(({ text }) => text),
    histories: () => inOrder().map(({ versions }) => versions),
  };
}
