// Follows a report's build on the page of its versions. The row in the database is asked, not the
// queue; when it is done the versions are fetched as the server draws them and put in place.

const EVERY = 1000; // milliseconds
const AFTER_A_FAILURE = 5000;

const versions = document.getElementById("report-versions");
const announcement = document.getElementById("report-announcement");
const words = document.getElementById("report-words");

async function ask(url, accept) {
  const answer = await fetch(url, { headers: { Accept: accept }, credentials: "same-origin" });
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return answer;
}

async function showVersions() {
  const page = await (await ask(window.location.href, "text/html")).text();
  const fresh = new DOMParser().parseFromString(page, "text/html");
  versions.replaceChildren(...fresh.getElementById("report-versions").childNodes);
}

async function follow(url) {
  try {
    const report = await (await ask(url, "application/json")).json();
    if (report.is_finished) {
      await showVersions();
      announcement.textContent = `Version ${report.version}: ${report.words}`;
      return;
    }
    if (words.textContent !== report.words) words.textContent = report.words;
    window.setTimeout(follow, EVERY, url);
  } catch {
    // Signed out or away from the network: the link to look again is still there.
    window.setTimeout(follow, AFTER_A_FAILURE, url);
  }
}

if (versions.dataset.status) {
  document.getElementById("report-refresh").hidden = true;
  follow(versions.dataset.status);
}
