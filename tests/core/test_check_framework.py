"""The command that checks a framework file."""

import pytest
from django.core.management import CommandError, call_command

from adoption_reviews.frameworks import SHIPPED, file_frameworks, forget_published
from tests.factories.frameworks import HubFrameworkFactory, framework_text


@pytest.fixture(autouse=True)
def _nothing_published():
    forget_published()
    yield
    forget_published()


@pytest.fixture
def check(db, tmp_path, capsys):
    """A function: checks a text as a file; the lines that were printed, and the error or None."""

    def run(text: str):
        path = tmp_path / "own.yaml"
        path.write_text(text, encoding="utf-8")
        try:
            call_command("check_framework", str(path))
        except CommandError as error:
            return capsys.readouterr().out.replace(f"{tmp_path}/", "").splitlines(), error
        return capsys.readouterr().out.splitlines(), None

    return run


def test_sound_file_is_summed_up(check):
    assert check(framework_text()) == (
        [
            "our-own@2026.1: Our own framework",
            "kind: maturity",
            "domains: 2 (1 rated)",
            "sub-domains: 3",
            "indicators: 3",
            "questions: 3",
            "levels: 3 (1 Not yet, 2 In places, 4 Everywhere)",
        ],
        None,
    )


def test_every_error_is_printed_with_file_and_line(check):
    lines, error = check(
        framework_text().replace("value: 2", "value: two").replace("title: Money", "titel: Money")
    )
    assert lines == [
        "own.yaml, line 9: “value” must be a whole number, not “two”",
        "own.yaml, line 32: “title” is missing in entry 2 of “sub_domains”",
        "own.yaml, line 33: “titel” is not known here; known are key, title, indicators, questions",
    ]
    assert str(error).startswith("3 problems in ")


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.yaml")), ids=lambda path: path.name)
def test_shipped_files_are_sound(db, path, capsys):
    call_command("check_framework", str(path))
    assert capsys.readouterr().out.startswith(path.stem.replace("-20", "@20"))


def test_changes_in_the_version_before_are_listed(check):
    HubFrameworkFactory(published=True)
    text = framework_text(version="2026.2")
    text = text.replace("Staff get time", "Staff have time").replace("{value: 4", "{value: 5")
    lines, error = check(text.replace("own-budget", "own-purse"))
    assert error is None
    assert lines[7:] == [
        "comes after our-own@2026.1, with these changes",
        "  level 4: Everywhere -> not on the scale",
        "  level 5: not on the scale -> Everywhere",
        "  new: indicator own-purse: Innovation has a budget",
        "  reworded: indicator staff-time: Staff have time (before: Staff get time)",
        "  dropped: indicator own-budget: Innovation has a budget",
    ]


def test_other_words_under_a_published_version_are_refused(check):
    HubFrameworkFactory(published=True)
    assert check(framework_text())[1] is None
    lines, _ = check(framework_text().replace("Staff get time", "Staff have time"))
    assert lines == [
        "own.yaml, line 3: there is our-own@2026.1 already, which never changes: "
        "give another version"
    ]


def test_wrong_file_in_use_is_named_and_can_be_checked_itself(check, tmp_path, settings):
    (tmp_path / "used").mkdir()
    wrong = framework_text("other").replace("title: Time", "titel: Time")
    (tmp_path / "used" / "other.yaml").write_text(wrong, encoding="utf-8")
    settings.FRAMEWORK_DIR = str(tmp_path / "used")
    file_frameworks.cache_clear()
    try:
        lines, error = check(framework_text())
        assert (lines, str(error).splitlines()[:2]) == (
            [],
            [
                "Among the frameworks in use:",
                "other.yaml, line 27: “title” is missing in entry 1 of “sub_domains”",
            ],
        )
        lines, _ = check(wrong)
        assert lines[0] == "own.yaml, line 27: “title” is missing in entry 1 of “sub_domains”"
    finally:
        file_frameworks.cache_clear()


def test_file_that_is_not_there_is_an_error():
    with pytest.raises(CommandError, match="No such file or directory"):
        call_command("check_framework", "nowhere.yaml")
