"""The house keeps its shape: imports, views, migrations, templates, the README's paths."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).parents[2]
APPS = ["adoption_reviews", "interviews", "casestudies", "maturity", "reports"]
SOURCES = [
    path
    for app in APPS
    for path in sorted((ROOT / app).rglob("*.py"))
    if path.parent.name != "migrations"
]
VIEWS = [
    path
    for path in SOURCES
    if path.name == "views.py" or path.parent.name == "views" or path.name == "health.py"
]
MADE_BY_RUNNING = {".venv", "node_modules", ".build", "var"}
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_imports_run_one_way():
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", VIEWS, ids=relative)
def test_views_reach_rows_only_through_the_request(path):
    """No manager and no model is looked up in a view: it asks queries with what the gate gave."""
    found = [
        f"line {node.lineno}"
        for node in ast.walk(ast.parse(path.read_text()))
        if (isinstance(node, ast.Attribute) and node.attr == "objects")
        or (
            isinstance(node, ast.Call)
            and getattr(node.func, "id", "") in ("get_object_or_404", "get_list_or_404")
            and isinstance(node.args[0], ast.Name)
            and node.args[0].id[0].isupper()
        )
    ]
    assert found == []


def test_no_migration_is_missing(db):
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


@pytest.mark.parametrize("path", TEMPLATES, ids=relative)
def test_templates_have_no_inline_script_or_style(path):
    words = path.read_text()
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)[^>]*>", words) == []


def test_files_are_short():
    long = [relative(path) for path in SOURCES if len(path.read_text().splitlines()) > 400]
    assert long == []


def test_top_level_is_as_agreed():
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    folders = {name.split("/")[0] for name in tracked if "/" in name}
    assert folders == {*APPS, "templates", "static", "tests", ".ci"}


def test_paths_named_in_the_readme_exist():
    words = (ROOT / "README.md").read_text()
    named = set(re.findall(r"`((?:[\w.-]+/)+[\w.-]*)`", words))
    kept = [name for name in sorted(named) if name.split("/")[0] not in MADE_BY_RUNNING]
    assert [name for name in kept if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("path", sorted((ROOT / "tests/journeys").glob("*.py")), ids=relative)
def test_journeys_wait_by_asking_anew(path):
    """Playwright's own wait for a condition has the page evaluate words, which our pages refuse:
    it works when the condition holds at the first look, and fails on a slow machine.
    """
    assert "wait_for_" + "function(" not in path.read_text()
