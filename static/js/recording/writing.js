// What a writer can do: write, go on, go back, say who speaks, delete, undo.

import { FIRST, contentOf, newId } from "./transcript.js";

const INTERVIEWER = "Interviewer";

export function createWriting(page) {
  const { settings, transcript, outbox, view, guide, clock, onStart, onRemoved } = page;
  let openId = null;
  const removed = []; // {segment, after}, the latest last

  const current = () => transcript.get(openId);
  const problemOf = (id) => outbox.get(id)?.problem;
  const isBlank = (segment) => segment.version === 0 && !outbox.get(segment.id) && !segment.text;
  const participants = () => settings.speakers.filter((speaker) => speaker !== INTERVIEWER);

  function redraw(segment) {
    view.draw(segment, segment.id === openId, problemOf(segment.id));
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
    const { version, after } = segment;
    outbox.change(segment.id, contentOf(segment), { version, after, soon });
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
      view.draw(left, false, problemOf(left.id));
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

  function add(previous, text = "") {
    const segment = {
      id: newId(),
      version: 0,
      // At the end the order of arrival decides: two writers do not stand in each other's way.
      after: !previous || transcript.isLast(previous.id) ? null : previous.id,
      kind: "speech",
      stage: guide.current(),
      speaker: following(previous),
      text,
      question: "", // key of the guide's question that it asks
      start_ms: null,
      deleted: false,
    };
    transcript.insert(segment, previous?.id);
    view.insert(segment, previous);
    view.draw(segment, false);
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
    }
    const added = add(segment, rest.trim() ? rest.trimStart() : "");
    if (rest.trim()) {
      Object.assign(added, { kind: segment.kind, speaker: segment.speaker, stage: segment.stage });
      changed(segment);
      changed(added);
    }
    open(added.id, 0);
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

  async function settle(id, choice) {
    const segment = transcript.get(id);
    const { theirs } = outbox.get(id).problem;
    const mine = segment.text;
    await outbox.settle(id, choice === "mine");
    if (choice !== "mine") {
      Object.assign(segment, theirs);
    }
    if (choice === "both") {
      const added = add(segment, mine);
      added.after = segment.id;
      changed(added, true);
    }
    if (segment.deleted) {
      openId = openId === id ? null : openId;
      transcript.remove(id);
      view.remove(id);
      writeOn();
    } else {
      redraw(segment);
    }
    view.number(transcript.all(), openId);
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
    settle,

    // The segment before or after the open one; behind the last one a new one begins.
    step(way) {
      const target = way < 0 ? transcript.before(openId) : transcript.following(openId);
      if (target) {
        open(target.id, way < 0 ? target.text.length : 0);
      } else if (way > 0 && !isBlank(current())) {
        writeOn();
      }
    },

    // An answer of the server: nothing on the page changes but the version.
    saved(answer) {
      const gone = removed.find(({ segment }) => segment.id === answer.id)?.segment;
      const segment = transcript.get(answer.id) ?? gone;
      if (segment) {
        segment.version = answer.version;
      }
    },

    // What the server has, with this device's drafts on top; the writer stays where they were.
    load(fromServer) {
      const segment = current();
      const blank = segment && isBlank(segment) ? segment : null;
      const hadFocus = document.activeElement === view.editor();
      const caret = view.editor()?.selectionStart ?? null;
      transcript.load(fromServer, outbox.drafts(), blank);
      const still = transcript.get(openId);
      openId = still ? openId : null;
      view.drawAll(transcript.all(), openId, problemOf);
      if (!still) {
        writeOn();
      } else if (hadFocus) {
        view.focus(Math.min(caret, still.text.length));
      }
    },

    showProblem() {
      const id = outbox.drafts().find((draft) => draft.problem)?.id;
      if (id && transcript.get(id)) {
        open(id);
      }
    },
    redraw,
  };
}
