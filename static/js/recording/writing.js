// What a writer can do: write, go on, go back, say who speaks, delete, undo.

import { versionsOf } from "./choice.js";
import { FIRST, contentOf, newId } from "./transcript.js";

const INTERVIEWER = "Interviewer";

export function createWriting(page) {
  const { settings, transcript, outbox, view, guide, clock, onStart, onRemoved, onTaken } = page;
  let openId = null;
  let tail = null; // id of the last segment begun at the end: the next one goes to the end too
  const removed = []; // {segment, after}, the latest last

  const current = () => transcript.get(openId);
  const choiceOf = (id) => versionsOf(transcript.known(id), outbox.get(id));
  const isBlank = (segment) => segment.version === 0 && !outbox.get(segment.id) && !segment.text;
  const participants = () => settings.speakers.filter((speaker) => speaker !== INTERVIEWER);

  // What stands in a segment's way: see view.js.
  function problemOf(id) {
    const found = outbox.get(id)?.problem;
    const versions = found?.kind === "refused" ? null : choiceOf(id);
    return found?.kind === "refused" ? found : versions && { kind: "choice", versions };
  }

  function redraw(segment) {
    view.draw(segment, segment.id === openId);
    view.number(transcript.all(), openId);
  }

  function changed(segment, soon = false) {
    if (isBlank(segment)) {
      return;
    }
    if (!settings.completed) {
      if (!clock.isRunning()) {
        onStart();
      }
      segment.start_ms ??= clock.elapsed();
    }
    outbox.change(segment.id, contentOf(segment), { after: segment.after, soon });
  }

  // Closes the open segment; one without words, never saved, goes.
  function leave() {
    const left = current();
    openId = null;
    if (!left) {
      return;
    }
    if (isBlank(left)) {
      transcript.remove(left.id);
      view.remove(left.id);
    } else {
      view.draw(left, false);
    }
    outbox.write();
  }

  function open(id, caret = null) {
    if (id === openId) {
      return;
    }
    leave();
    openId = id;
    const segment = current();
    redraw(segment);
    view.focus(caret ?? segment.text.length);
  }

  // Who most likely speaks behind `previous`: the answer follows the question.
  function following(previous) {
    const spoken = transcript.all().findLast(({ speaker }) => participants().includes(speaker));
    const participant = spoken?.speaker ?? participants()[0] ?? "";
    if (previous?.kind === "speech" && previous.speaker) {
      return previous.speaker;
    }
    return participant;
  }

  // Behind `previous`; `like`: the segment before it in the talk; `isPart`: its second half.
  function add(previous, { text = "", like = previous, isPart = false } = {}) {
    // At the end the order of arrival decides: two writers do not stand in each other's way.
    const isEnd = !previous || (!isPart && transcript.isLast(previous.id));
    const segment = {
      id: newId(),
      version: 0,
      after: isEnd ? null : previous.id,
      kind: "speech",
      stage: guide.current(),
      speaker: following(like),
      text,
      question: "", // key of the guide's question that it asks
      start_ms: null,
      deleted: false,
    };
    if (isEnd) {
      tail = segment.id;
    }
    transcript.insert(segment, previous?.id);
    view.insert(segment, previous);
    return segment;
  }

  function next() {
    const segment = current();
    if (!segment || isBlank(segment)) {
      return;
    }
    const place = view.editor().selectionEnd;
    const rest = segment.text.slice(place);
    if (rest.trim()) {
      segment.text = segment.text.slice(0, place).trimEnd();
      const added = add(segment, { text: rest.trimStart(), isPart: true });
      Object.assign(added, { kind: segment.kind, speaker: segment.speaker, stage: segment.stage });
      changed(segment);
      changed(added);
      open(added.id, 0);
      return;
    }
    // What somebody else wrote at the end meanwhile comes before.
    const previous = segment.id === tail ? transcript.last() : segment;
    open(add(previous, { like: segment }).id, 0);
    outbox.sendSoon();
  }

  function writeOn() {
    const last = transcript.last();
    if (last && isBlank(last)) {
      open(last.id);
    } else {
      open(add(last).id);
    }
  }

  // A question at the end, where the talk is. One without words goes when it is left.
  function begin(values) {
    leave();
    const question = Object.assign(add(transcript.last()), {
      kind: "question",
      speaker: INTERVIEWER,
      ...values,
    });
    changed(question, true);
    open(question.id);
  }

  // One of the guide's questions: where it was asked, or else asked now, the cursor behind it.
  function ask({ key, stage, text }) {
    guide.show(stage);
    const asked = transcript.all().find((segment) => segment.question === key);
    if (asked) {
      open(asked.id);
      view.editor().focus();
    } else {
      begin({ stage, text, question: key });
    }
  }

  function type(text) {
    const segment = current();
    segment.text = text;
    changed(segment);
    if (problemOf(segment.id)) {
      redraw(segment); // it shows the words too
    }
  }

  function set(values) {
    const segment = current();
    if (segment) {
      Object.assign(segment, values);
      changed(segment, true);
      redraw(segment);
      view.editor().focus();
    }
  }

  function setSpeaker(speaker) {
    set({ speaker, kind: speaker === INTERVIEWER ? "question" : "speech" });
  }

  function setKind(kind) {
    const { speaker } = current();
    if (kind === "question") {
      set({ kind, speaker: INTERVIEWER });
    } else if (kind === "note") {
      set({ kind, speaker: "" });
    } else {
      const isVoice = speaker && speaker !== INTERVIEWER;
      set({ kind, speaker: isVoice ? speaker : following(null) });
    }
  }

  // The talk is at another stage: a segment not begun yet goes with it.
  function jump(stage) {
    guide.show(stage);
    const segment = current();
    if (segment && isBlank(segment)) {
      segment.stage = stage;
      redraw(segment);
    }
    view.editor()?.focus();
  }

  function remove(id) {
    const segment = transcript.get(id);
    const neighbour = transcript.before(id) ?? transcript.following(id);
    const after = transcript.before(id)?.id ?? FIRST;
    const number = transcript.all().indexOf(segment) + 1;
    const wasBlank = isBlank(segment);
    if (!wasBlank) {
      segment.deleted = true;
      changed(segment, true);
      removed.push({ segment, after, number });
    }
    openId = openId === id ? null : openId;
    transcript.remove(id);
    view.remove(id);
    if (neighbour) {
      open(neighbour.id);
    } else {
      writeOn();
    }
    view.number(transcript.all(), openId);
    if (!wasBlank) {
      onRemoved(number);
    }
  }

  function undo() {
    const back = removed.pop();
    if (!back) {
      return;
    }
    const { segment, after } = back;
    segment.deleted = false;
    transcript.insert(segment, after);
    view.insert(segment, transcript.before(segment.id));
    changed(segment, true);
    open(segment.id);
    onRemoved(null);
  }

  // Segments that changed behind the writer's back; the writer stays where they were. Nothing of
  // this waits: between the words on the page and those in the outbox no key may come.
  function refresh(ids) {
    const open_ = current();
    ids.forEach((id) => {
      const row = transcript.known(id);
      const wanted = outbox.wanted(id) ?? (row && contentOf(row));
      const { after } = outbox.get(id) ?? {};
      if (wanted || id !== openId) {
        transcript.show(id, wanted, { after, isKept: choiceOf(id) !== null });
      }
    });
    transcript.arrange();
    const isGone = open_ && !transcript.get(openId);
    if (isGone) {
      openId = null;
    }
    view.sync(() => ({ segments: transcript.all(), openId }), ids);
    if (isGone) {
      removed.push({ segment: open_, after: open_.after, number: null });
      writeOn();
    }
    return isGone ? open_ : null;
  }

  const ownContent = (id, version) => ({
    ...contentOf(version),
    start_ms: transcript.known(id)?.start_ms ?? null,
  });

  // The versions that are waiting are settled by what is chosen now.
  function choose(id, version) {
    const versions = choiceOf(id);
    const settles = versions.map((each) => each.id).filter(Boolean);
    outbox.choose(id, ownContent(id, version), settles);
    refresh([id]);
    view.editor()?.focus();
  }

  // What stands, and each of the others as a segment of its own behind it. They have the ids of the
  // versions, so that two who choose this at once do not make them twice.
  function chooseAll(id) {
    const [standing, ...others] = choiceOf(id);
    let after = id;
    others.forEach((version) => {
      outbox.change(version.id, ownContent(id, version), { after, soon: true });
      after = version.id;
    });
    choose(id, standing);
    refresh(others.map((version) => version.id));
  }

  return {
    openId: () => openId,
    current,
    open,
    next,
    writeOn,
    ask,
    addQuestion: () => begin({}),
    type,
    setSpeaker,
    setKind,
    setStage: (stage) => set({ stage }),
    jump,
    remove,
    undo,
    choose,
    chooseAll,
    problemOf,
    refresh,

    // The segment before or after the open one; behind the last one a new one begins.
    step(way) {
      const target = way < 0 ? transcript.before(openId) : transcript.following(openId);
      if (target) {
        open(target.id, way < 0 ? target.text.length : 0);
      } else if (way > 0 && !isBlank(current())) {
        writeOn();
      }
    },

    // What the server says: all it has with `revision`, or what changed. Drafts stay on top.
    async take(rows, revision = null) {
      await view.composed();
      const news = rows.filter((row) => transcript.learn(row)).map(({ id }) => id);
      if (revision !== null) {
        const there = new Set(rows.map(({ id }) => id));
        const lost = transcript.knownIds().filter((id) => !there.has(id));
        lost
          .filter((id) => (transcript.known(id).revision ?? 0) <= revision)
          .forEach((id) => {
            transcript.forget(id);
            news.push(id);
          });
      }
      news.forEach(outbox.catchUp);
      const taken = news.length ? refresh(news) : null;
      if (taken) {
        onTaken(transcript.known(taken.id)?.by);
      }
    },

    // The page is there: what waits on this device is shown, and what was typed before is in new
    // segments, the cursor at its place.
    begin({ text, caret }) {
      refresh(outbox.drafts().map(({ id }) => id));
      writeOn();
      let start = 0;
      let place = null;
      for (const line of text.split("\n")) {
        if (start) {
          next();
        }
        if (line) {
          view.editor().value = line;
          view.editor().setSelectionRange(line.length, line.length);
          type(line);
        }
        if (caret >= start) {
          place = { id: openId, caret: Math.min(caret - start, line.length) };
        }
        start += line.length + 1;
      }
      open(place.id);
      view.focus(place.caret);
    },

    // The talk is at `stage`: so is what the writer has just begun.
    goOn(stage) {
      guide.show(stage);
      const segment = current();
      if (segment && (isBlank(segment) || (segment.version === 0 && segment.id === tail))) {
        segment.stage = stage;
        changed(segment, true);
        redraw(segment);
      }
    },

    // How many segments have versions to choose between.
    choices: () => transcript.knownIds().filter((id) => choiceOf(id)).length,

    showProblem() {
      const found = transcript.all().find(({ id }) => problemOf(id));
      if (found && (found.id === openId || problemOf(found.id).kind === "refused")) {
        open(found.id);
      } else if (found) {
        view.reveal(found);
      }
    },
    redraw,
  };
}
