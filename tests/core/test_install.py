"""The set-up script's refusals, and the lock files it installs from. Nothing is downloaded."""

import re
import shutil
import subprocess
import tomllib

import pytest
from django.conf import settings

BIN = settings.BASE_DIR / "adoption_reviews" / "bin"


@pytest.fixture
def checkout(tmp_path):
    """A folder with the script and nothing installed."""
    folder = tmp_path / "checkout"
    shutil.copytree(BIN, folder / "adoption_reviews" / "bin")
    return folder


def install(checkout, *parts, **environment):
    return subprocess.run(
        [shutil.which("bash"), checkout / "adoption_reviews" / "bin" / "install", *parts],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin", "PYTHON": shutil.which("python3"), **environment},
    )


def pins(name):
    """{package: its whole entry with version and hashes} of a lock file."""
    text = (settings.BASE_DIR / name).read_text()
    entries = re.split(r"\n(?=\S)", "\n".join(text.splitlines()[2:]))
    return {entry.partition("==")[0]: entry.strip() for entry in entries}


def wanted(dependencies):
    return {re.match(r"[\w.-]+", each)[0].replace(".", "-") for each in dependencies}


def test_install_unknown_part_is_refused_in_one_line(checkout):
    done = install(checkout, "moon")

    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("Set-up stopped. There is no part called moon;")


def test_install_without_python_says_what_to_install(checkout, tmp_path):
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("bash", "dirname"):
        (tools / name).symlink_to(shutil.which(name))

    done = install(checkout, "packages", PATH=str(tools), PYTHON="")

    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line == (
        "Set-up stopped. Python 3.11 or newer is missing. Install it (Debian 12 and later: "
        "apt-get install -y python3 python3-venv) and run this again."
    )


def test_install_with_unusable_data_folder_names_it(checkout, tmp_path):
    (tmp_path / "file").write_text("in the way")
    folder = tmp_path / "file" / "data"

    done = install(checkout, "data", DATA_DIR=str(folder))

    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line == (
        f"Set-up stopped. Cannot write to {folder}, where the data is kept. "
        "Make that folder writable, or name another: DATA_DIR=/some/folder make run"
    )


def test_install_data_makes_the_folder_and_leaves_nothing_in_it(checkout, tmp_path):
    done = install(checkout, "data", DATA_DIR=str(tmp_path / "new"))

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert list((tmp_path / "new").iterdir()) == []


def test_locks_hold_all_that_the_project_names():
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())
    runtime, dev = pins("requirements.txt"), pins("requirements-dev.txt")

    assert wanted(project["project"]["dependencies"]) - runtime.keys() == set()
    assert wanted(project["dependency-groups"]["dev"]) - dev.keys() == set()


def test_locks_agree():
    runtime, dev = pins("requirements.txt"), pins("requirements-dev.txt")

    assert {name: entry for name, entry in dev.items() if name in runtime} == runtime


@pytest.mark.parametrize(
    "name",
    [
        "requirements.txt",
        "requirements-dev.txt",
        "adoption_reviews/bin/uv.txt",
        "adoption_reviews/bin/npm.txt",
    ],
)
def test_lock_pins_every_package_by_hash_and_names_no_address(name):
    assert [package for package, entry in pins(name).items() if "--hash=sha256:" not in entry] == []
    assert "://" not in (settings.BASE_DIR / name).read_text()
