// Follows a draft transcript on the interview's page until it is there or has failed; then the
// block is fetched as the server draws it.

const EVERY = 5_000; // ms

const block = document.getElementById("transcription");
const words = document.getElementById("transcription-words");

async function ask(url, accept) {
  const answer = await fetch(url, { headers: { Accept: accept }, credentials: "same-origin" });
  if (!answer.ok) {
    throw new Error(`${url}: ${answer.status}`);
  }
  return answer;
}

async function follow(url) {
  try {
    const draft = await (await ask(url, "application/json")).json();
    if (draft.is_finished) {
      const page = await (await ask(window.location.pathname, "text/html")).text();
      const fresh = new DOMParser().parseFromString(page, "text/html");
      block.setAttribute("role", "status");
      block.replaceChildren(...fresh.getElementById("transcription").childNodes);
      return;
    }
    if (words.textContent !== draft.words) {
      words.textContent = draft.words;
    }
  } catch {
    // Signed out or away from the network: it is asked again, and the link to look is there.
  }
  window.setTimeout(follow, EVERY, url);
}

if (block?.dataset.status) {
  document.getElementById("transcription-refresh").hidden = true;
  follow(block.dataset.status);
}
