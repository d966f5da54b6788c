"""export_review and import_review."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from adoption_reviews.models import AuditEvent
from interviews.models import Coding, Interview, Segment
from reports.exchange.reading import read_exchange_file
from tests.reports.exchange.projects import like_atlas, like_qualcoder

pytestmark = pytest.mark.django_db

REAL = Path(__file__).parents[4] / "shared" / "data" / "refi" / "atlasti-8.qdpx"


def run(*arguments):
    out, err = io.StringIO(), io.StringIO()
    call_command(*map(str, arguments), stdout=out, stderr=err)
    return out.getvalue()


def refused(*arguments):
    out = io.StringIO()
    with pytest.raises(CommandError) as error:
        call_command(*map(str, arguments), stdout=out, stderr=io.StringIO())
    return str(error.value), out.getvalue()


def test_export_writes_a_file(evidence, tmp_path):
    path = tmp_path / "out.qdpx"
    said = run("export_review", evidence.slug, "--format", "qdpx", "-o", path)
    assert said.startswith(f"{evidence}: 8 codings, ")
    project, account = read_exchange_file(path.read_bytes())
    assert (len(project.sources), account.refused) == (3, [])
    assert AuditEvent.objects.get(verb="exchange.exported").by is None


def test_export_as_csv_writes_two_files(evidence, tmp_path):
    run("export_review", evidence.slug, "--format", "csv", "-o", tmp_path / "out.csv")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["out-codes.csv", "out.csv"]


def test_export_that_cannot_be_says_why(evidence, tmp_path):
    path = tmp_path / "out.qdpx"
    kind = ("--format", "qdpx", "-o")
    assert refused("export_review", "nowhere", *kind, path)[0] == "There is no review nowhere."
    Segment.objects.filter(text__startswith="Nobody").update(text="Nobody asks Tregarth, ever.")
    assert refused("export_review", evidence.slug, *kind, path)[0] == (
        "1 place may give somebody away. Mend the texts, or use --replace or --with-identities. "
        "Nothing was written."
    )
    assert list(tmp_path.iterdir()) == []
    run("export_review", evidence.slug, *kind, path, "--replace")
    assert path.exists()
    said = refused("export_review", evidence.slug, *kind, tmp_path / "no" / "x", "--replace")[0]
    assert said == f"{tmp_path / 'no' / 'x'} cannot be written: No such file or directory."


def test_dry_run_without_a_review_counts(tmp_path):
    path = tmp_path / "in.qdpx"
    path.write_bytes(like_atlas())
    told = json.loads(run("import_review", path, "--dry-run", "--json"))
    assert {key: told[key] for key in ("sources", "codes", "selections", "codings")} == {
        "sources": {"found": 4, "imported": 2, "refused": 2},
        "codes": {"found": 2, "imported": 2, "refused": 0},
        "selections": {"found": 5, "imported": 3, "refused": 2},
        "codings": {"found": 4, "imported": 2, "refused": 2},
    }
    assert (told["made"], told["error"], len(told["refused"])) == (None, None, 6)
    assert Interview.objects.count() == 0


def test_dry_run_with_a_review_stores_nothing(review, reviewer, tmp_path):
    path = tmp_path / "in.qdpx"
    path.write_bytes(like_qualcoder())
    told = json.loads(run("import_review", path, "--review", review.slug, "--dry-run", "--json"))
    assert told["made"] == {
        "interviews": 1,
        "case_studies": 0,
        "participants": 1,
        "themes": ["Fate"],
        "memos": 1,
    }
    assert Interview.objects.count() == 0


def test_import_stores_all(review, reviewer, second_reviewer, tmp_path):
    path = tmp_path / "in.qdpx"
    path.write_bytes(like_qualcoder())
    said = refused("import_review", path, "--review", review.slug)[0]
    assert said == f"Say who brings it in with --by: a reviewer of {review.slug}."
    said = run(
        "import_review", path, "--review", review.slug, "--by", reviewer.email,
        "--direction", "helps",
    )  # fmt: skip
    assert "Codings: 2 found, 2 imported, 0 refused." in said
    assert set(Coding.objects.values_list("direction", "author")) == {("helps", reviewer.pk)}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Say where it goes with --review, or use --dry-run."),
        (["--review", "nowhere"], "There is no review nowhere."),
        (["--review", "REVIEW", "--by", "x@y.example"], "x@y.example is not a reviewer of REVIEW."),
    ],
)
def test_import_that_cannot_be_says_why(review, tmp_path, arguments, said):
    path = tmp_path / "in.qdpx"
    path.write_bytes(like_qualcoder())
    arguments = [each.replace("REVIEW", review.slug) for each in arguments]
    error, out = refused("import_review", path, *arguments, "--json")
    assert error == said.replace("REVIEW", review.slug)
    assert json.loads(out)["error"] == error


def test_file_that_is_none_is_refused(tmp_path):
    path = tmp_path / "in.qdpx"
    said = refused("import_review", path, "--dry-run")[0]
    assert said == f"{path} cannot be read: No such file or directory."
    path.write_bytes(b"PK and no more")
    error, out = refused("import_review", path, "--dry-run", "--json")
    assert error == f"{path}: The file is damaged. Export it anew and try again."
    assert json.loads(out)["sources"] == {"found": 0, "imported": 0, "refused": 0}


@pytest.mark.skipif(
    not REAL.exists(), reason="A real project lies in ../shared/data/refi, not here."
)
def test_real_project_of_atlas_is_accounted_for(review, reviewer):
    """Its texts were taken out before it was published, so that only codes and memos come in."""
    told = json.loads(run("import_review", REAL, "--review", review.slug, "--json"))
    assert {key: told[key] for key in ("sources", "codes", "selections", "codings")} == {
        "sources": {"found": 12, "imported": 0, "refused": 12},
        "codes": {"found": 14, "imported": 14, "refused": 0},
        "selections": {"found": 15, "imported": 0, "refused": 15},
        "codings": {"found": 16, "imported": 0, "refused": 16},
    }
    assert told["made"]["memos"] == 2
    assert len(told["made"]["themes"]) == 14
