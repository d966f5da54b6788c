// Answers as the server had them last. A page that opens without a connection is as old as its last
// visit; these bring it up to date.

import { copiesOf, putCopy, removeCopies } from "./kept.js";

export function createCopies({ person, assessment, domain }) {
  return {
    load: () => copiesOf(person, assessment).catch(() => []),
    note({ code, version, answer, by, at }) {
      putCopy({ person, assessment, domain, code, version, answer, by, at }).catch(() => {});
    },
    forget: (copies) => copies.length && removeCopies(copies).catch(() => {}),
  };
}
