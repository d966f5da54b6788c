"""Taking evidence out of a review and bringing it in. The audit log keeps numbers, never words."""

from dataclasses import dataclass

from django.db import transaction

from adoption_reviews import audit
from adoption_reviews.models import Review
from adoption_reviews.vocabulary import Direction
from reports.actions.exchange_codes import PlacedCodes, place_codes
from reports.actions.exchange_marks import Coder, Marking, coders_of
from reports.actions.exchange_people import PlacingPeople
from reports.actions.exchange_texts import PlacingTexts
from reports.exchange.account import Account, What
from reports.exchange.project import Project
from reports.exchange.sidecar import unpacked
from reports.queries.exchange import Exported, export


class NothingToImport(ValueError):
    """Nothing in the file can come in; the message is a sentence to show."""


@dataclass(frozen=True, slots=True)
class PlacedText:
    name: str  # in the file
    here: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import brings, or would bring."""

    account: Account
    codes: PlacedCodes
    coders: tuple[Coder, ...]
    texts: tuple[PlacedText, ...]
    n_interviews: int  # new ones
    n_case_studies: int  # new ones
    n_texts_there: int
    n_people: int  # new ones
    n_memos: int
    n_memos_there: int
    n_selections_there: int
    n_codings_there: int
    n_without_direction: int


@transaction.atomic
def export_review(
    *,
    review: Review,
    kind: str,
    viewer,
    by,
    with_identities: bool = False,
    replace: bool = False,
) -> Exported:
    """The file that leaves, kept in the audit log. Raises exchange_words.IdentifiersFound.

    `viewer` may see what is in it; None exports what counts as evidence.
    """
    exported = export(review, kind, viewer, with_identities=with_identities, replace=replace)
    audit.record(
        by=by,
        verb="exchange.exported",
        review=review,
        format=kind,
        names="with names" if with_identities else "without names",
        texts=exported.n_texts,
        codings=exported.n_codings,
    )
    return exported


def import_project(
    *,
    review: Review,
    project: Project,
    account: Account,
    by,
    direction: str = Direction.MIXED,
    is_trial: bool = False,
) -> Outcome:
    """Bring a project or codebook into a review: all that can be, or nothing.

    `account` is the reader's, and goes on here. What an earlier import of the same file brought
    is found again and not added twice. `direction` is that of codings which say none. A trial
    stores nothing and gives the same outcome. Raises NothingToImport.
    """
    with transaction.atomic():
        outcome = _import(review, project, account, by, Direction(direction))
        transaction.set_rollback(is_trial)
    return outcome


def _import(review: Review, project: Project, account: Account, by, direction) -> Outcome:
    if not project.codes and not project.sources and not project.notes:
        raise NothingToImport("There is nothing in this file that could be imported.")
    # One import at a time, so that numbers and pseudonyms are given once.
    review = Review.objects.select_for_update(of=("self",)).get(pk=review.pk)
    extra = unpacked(project.extra)
    codes = place_codes(review, project.codes, account, by)
    people = PlacingPeople(review, project, extra, account, by)
    texts = PlacingTexts(review, project, extra, account, by, people)
    placed = texts.placed()
    coders = coders_of(project, review, by)
    marking = Marking(
        review=review,
        project=project,
        extra=extra,
        targets=codes.targets,
        coders=coders,
        direction=direction,
        account=account,
        by=by,
        is_own=bool(project.extra),
    )
    marking.mark(placed)
    new = [each.kind for each in placed if each.is_new]
    outcome = Outcome(
        account=account,
        codes=codes,
        coders=tuple(coders.values()),
        texts=tuple(PlacedText(each.source.name, str(each.text), each.is_new) for each in placed),
        n_interviews=new.count("interview"),
        n_case_studies=new.count("case-study"),
        n_texts_there=len(placed) - len(new),
        n_people=people.n_added,
        n_memos=marking.n_memos,
        n_memos_there=marking.n_memos_there,
        n_selections_there=marking.n_there[What.SELECTION],
        n_codings_there=marking.n_there[What.CODING],
        n_without_direction=sum(
            not codes.targets[coding.code].direction and not codes.targets[coding.code].is_group
            for source in project.sources
            for selection in source.selections
            for coding in selection.codings
        ),
    )
    audit.record(
        by=by,
        verb="exchange.imported",
        review=review,
        sources=account.count(What.SOURCE).imported,
        codes=account.count(What.CODE).imported,
        selections=account.count(What.SELECTION).imported,
        codings=account.count(What.CODING).imported,
        refused=len(account.refused),
    )
    return outcome
