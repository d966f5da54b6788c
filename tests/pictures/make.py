"""Makes the README's pictures: the dashboard, and a page of a report, of the demo hub.

`make pictures` runs it against a product of its own (scratch data, its own worker), so that the
pictures show what a newcomer sees. Needs Chromium and pdftoppm (Debian: poppler-utils).
"""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
CHROMIUM = ("chromium", "chromium-browser", "chromium-headless-shell")
REPORT_PAGE = 2


def main():
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "DATA_DIR": folder}
        manage = [sys.executable, str(ROOT / "manage.py")]
        subprocess.run(
            [*manage, "serve", "--no-web", "--until", "build_demo_reports"],
            env=environment,
            check=True,
        )
        port = free_port()
        server = subprocess.Popen([*manage, "serve", "--port", str(port)], env=environment)
        try:
            wait_until_ready(port)
            picture_dashboard(f"http://127.0.0.1:{port}", *hub_sign_in(manage, environment))
        finally:
            server.terminate()
            server.wait(30)
        picture_report(sorted(Path(folder).rglob("*.pdf"))[0])


def free_port() -> int:
    for port in range(20000, 32000):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
    raise SystemExit("There is no free port")


def wait_until_ready(port: int):
    for _ in range(300):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz").close()
            return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    raise SystemExit("The product did not get ready")


def hub_sign_in(manage, environment) -> tuple[str, str]:
    """E-mail address and password of the demo's hub staff."""
    code = (
        "import json; from reports.demo.signins import sign_ins; "
        "print(json.dumps([[s.role, s.email, s.password] for s in sign_ins()]))"
    )
    done = subprocess.run(
        [*manage, "shell", "--no-imports", "-c", code],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    listed = json.loads(done.stdout.strip().splitlines()[-1])
    return next((email, word) for role, email, word in listed if re.match("hub staff", role, re.I))


def picture_dashboard(address: str, email: str, password: str):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=next(filter(None, map(shutil.which, CHROMIUM)), None),
            args=FLAGS,
        )
        page = browser.new_page(base_url=address, viewport={"width": 1280, "height": 1000})
        page.goto("/account/login/")
        page.get_by_label("E-mail address").fill(email)
        page.get_by_label("Password", exact=True).fill(password)
        page.get_by_role("button", name="Sign in").click()
        page.goto("/dashboard/")
        page.screenshot(path=HERE / "dashboard.png")
        browser.close()


def picture_report(pdf: Path):
    command = ["pdftoppm", "-png", "-r", "80", "-f", str(REPORT_PAGE), "-l", str(REPORT_PAGE)]
    subprocess.run([*command, "-singlefile", str(pdf), str(HERE / "report")], check=True)


if __name__ == "__main__":
    main()
