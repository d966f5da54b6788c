import re

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from adoption_reviews.frontend import NotInstalled, prepare_merging, prepare_nhsuk, served_css
from adoption_reviews.pdf_fonts import FACES, PDF_FONTS, covered, join, prepare_fonts

NODE_MODULES = settings.BASE_DIR / "node_modules"


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """What we serve of the NHS.UK frontend, freshly made."""
    out = tmp_path_factory.mktemp("nhsuk")
    prepare_nhsuk(node_modules=NODE_MODULES, out=out)
    return out


@pytest.fixture(scope="module")
def fonts():
    """The folder of the PDF's fonts; made once a machine, since it takes ten seconds."""
    prepare_fonts(node_modules=NODE_MODULES, out=settings.BUILD_DIR / "fonts")
    return settings.BUILD_DIR / "fonts"


def test_served_files_name_no_other_host(served):
    texts = [path.read_text() for path in (served / "nhsuk.css", served / "nhsuk.js")]
    assert [re.findall(r"(?:https?:)?//[\w.-]+\.\w+", text) for text in texts] == [[], []]


def test_served_files_name_no_source_map(served):
    assert [
        path.name
        for path in served.rglob("*")
        if path.is_file() and "sourceMappingURL" in path.read_text()
    ] == []


def test_served_files_hold_no_logo_and_no_font(served):
    files = {path.relative_to(served).as_posix() for path in served.rglob("*") if path.is_file()}
    assert files == {
        ".stamp",
        "nhsuk.css",
        "nhsuk.js",
        "images/nhsuk-icon-arrow-down.svg",
        "images/nhsuk-icon-arrow-up-down.svg",
        "images/nhsuk-icon-arrow-up.svg",
        "images/nhsuk-icon-cross.svg",
    }


def test_style_sheet_refers_only_to_files_beside_it(served):
    named = re.findall(r'url\("([^"]+)"\)', (served / "nhsuk.css").read_text())
    assert [path for path in named if not (served / path).is_file()] == []
    assert len(named) > 0


def test_style_sheet_asks_for_arial():
    css, needed = served_css(
        '@font-face{font-family:"Frutiger W01";src:url(https://x.test/f.woff2)}'
        'body{font-family:"Frutiger W01",arial,sans-serif;background:url("/assets/images/a.svg")}'
        "/*# sourceMappingURL=a.css.map */"
    )
    assert css == 'body{font-family:Arial,Helvetica,sans-serif;background:url("images/a.svg")}\n'
    assert needed == {"images/a.svg"}


def test_script_is_one_module_with_what_we_start(served):
    script = (served / "nhsuk.js").read_text()
    assert re.search(r"export\s*{[^}]*\binitAll\b", script)
    assert re.search(r"\bimport\s*[{*\"']", script) is None


def test_preparing_again_changes_nothing(served):
    before = {path: path.stat().st_mtime_ns for path in served.rglob("*")}
    assert prepare_nhsuk(node_modules=NODE_MODULES, out=served) is False
    assert {path: path.stat().st_mtime_ns for path in served.rglob("*")} == before


def test_preparing_removes_what_a_former_version_left(tmp_path):
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "logo.svg").write_text("old")
    assert prepare_nhsuk(node_modules=NODE_MODULES, out=tmp_path) is True
    assert not (tmp_path / "images" / "logo.svg").exists()


def test_preparing_without_packages_names_the_package(tmp_path):
    with pytest.raises(NotInstalled, match="nhsuk-frontend"):
        prepare_nhsuk(node_modules=tmp_path, out=tmp_path / "out")


def test_merging_is_one_module_without_a_source_map(tmp_path):
    assert prepare_merging(node_modules=NODE_MODULES, out=tmp_path) is True
    assert prepare_merging(node_modules=NODE_MODULES, out=tmp_path) is False
    script = (tmp_path / "diff3.js").read_text()
    assert re.search(r"export\s*{[^}]*\bdiff3Merge\b", script)
    assert re.search(r"\bimport\s*[{*\"']|sourceMappingURL|https?://", script) is None
    with pytest.raises(NotInstalled, match="node-diff3"):
        prepare_merging(node_modules=tmp_path, out=tmp_path / "out")


def test_command_without_packages_says_what_to_do(tmp_path, settings):
    settings.BASE_DIR = settings.BUILD_DIR = tmp_path
    with pytest.raises(CommandError) as refused:
        call_command("prepare_frontend")
    assert str(refused.value) == (
        f"nhsuk-frontend is not in {tmp_path / 'node_modules'}: run make setup"
    )


def test_collected_scripts_import_each_other_by_hashed_name(tmp_path, settings):
    prepare_nhsuk(node_modules=NODE_MODULES, out=settings.BUILD_DIR / "frontend" / "nhsuk")
    prepare_merging(node_modules=NODE_MODULES, out=settings.BUILD_DIR / "frontend" / "merging")
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "adoption_reviews.static_storage.StaticStorage"}
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    hashed = {
        path for path in tmp_path.rglob("*.js") if re.search(r"\.[0-9a-f]{12}\.js$", path.name)
    }
    imports = {
        (path.parent / name).resolve()
        for path in hashed
        for name in re.findall(r"""from\s*["'](\.[^"']+)["']""", path.read_text())
    }
    assert imports - hashed == set()
    assert len(imports) > 0


# --- Fonts of the PDF ---------------------------------------------------------------------------


def test_joined_font_holds_all_european_alphabets(tmp_path):
    has = set(join(FACES[0], NODE_MODULES, tmp_path))
    assert {
        letter for letter in "Łódź Ağaoğlu Ελένη Привет Nguyễn £€“”–…" if ord(letter) not in has
    } == set()
    assert [path.name for path in tmp_path.iterdir()] == ["source-sans-3-400-normal.ttf"]


def test_fonts_hold_what_people_type(fonts):
    typed = "Zoë Łuczak, Ελένη, 王小明 臺灣 さくら, → ≥ ≤ ≠ ½ ✓ ● ◐ ○ 😀 👩\u200d⚕\ufe0f"
    assert {letter for letter in typed if ord(letter) not in covered(fonts)} == set()


def test_font_sheet_names_a_file_for_each_face(fonts):
    css = (fonts / "fonts.css").read_text()
    files = re.findall(r'url\("([^"]+)"\)', css)
    assert files == [face.filename for face in FACES]
    assert [name for name in files if not (fonts / name).is_file()] == []
    assert f"--pdf-fonts: {PDF_FONTS};" in css


def test_font_stack_looks_in_european_letters_first():
    assert PDF_FONTS == '"Source Sans 3", "Noto Sans Symbols 2", "Noto Sans SC", "Noto Emoji"'
