// Draws what is marked. A module of its own with few others, so that the marks stand before the
// rest of the page's script has arrived.

import "../supported.js";
import { createMarks } from "./marks.js";
import { createPassages } from "./passages.js";
import { createText } from "./text.js";

performance.mark("coding-text"); // it stands there, without marks
export const root = document.getElementById("coding");
export const transcript = root.querySelector("[data-transcript]");
export const text = createText(transcript);
export const marks = createMarks(text);
export const passages = createPassages({ text, marks });

passages.place(JSON.parse(document.getElementById("coding-marks").textContent));
marks.flush();
performance.mark("coding-drawn");
