// The preview of a guide's draft: it can be tried as on the recording page, and forgets it all.

import { createGuide } from "../recording/guide.js";

const { stages } = JSON.parse(document.getElementById("guide-settings").textContent);
const asked = [];

const guide = createGuide({
  root: document.querySelector("[data-guide]"),
  stages,
  onStage: (key) => guide.show(key),
  onCovered() {},
  onAsk({ key }) {
    asked.push({ id: key, kind: "question", question: key, text: "" });
    guide.showQuestions(asked, key);
  },
  onAdd() {},
  onGo() {},
});

guide.setCovered([]);
guide.show(stages[0].key);
