"""What a file of ratings from elsewhere would change here, before anything is changed.

An answer that only imports wrote may be changed by the next. What people wrote stays: where a file
says otherwise the row is refused, as is every change to a self-rating that people filled in and
handed over. A row that says nothing takes nothing from anybody.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from adoption_reviews.frameworks import MaturityFramework
from adoption_reviews.models import Organisation, Review
from adoption_reviews.trust_file import CODE
from adoption_reviews.trust_names import spoken
from maturity.models import Rating, RatingVersion, SelfAssessment, Source

SILENCE = (None, False, "")
CONSONANTS = "BCDFGHJKLMNPQRSTVWXZ"


@dataclass
class Round:
    """One round of one organisation that a file tells of, with what is to be written there.

    `review` and `assessment` are None where they are yet to be made. `added` and `changed` hold
    rows of the file, changed ones with the rating that stands.
    """

    organisation: Organisation  # not stored yet, where it is new
    number: int
    review: Review | None = None
    assessment: SelfAssessment | None = None
    ratings: dict[str, Rating] = field(default_factory=dict)
    by_people: set[str] = field(default_factory=set)  # indicators that others than imports wrote
    added: list = field(default_factory=list)  # of ratings_file.RatingRow
    changed: list[tuple] = field(default_factory=list)
    n_unchanged: int = 0

    @property
    def is_handed_over(self) -> bool:
        """Whether people filled it in and answers do not change any more."""
        if self.assessment is None or self.assessment.is_open:
            return False
        return self.assessment.imported_at is None or bool(self.by_people)


@dataclass(frozen=True)
class ImportPlan:
    new_organisations: list[Organisation]  # not stored
    rounds: list[Round]  # in the order of the file
    refused: list[tuple[int, str]]  # line and reason, in the order of the file


def import_plan(
    rows: Iterable, framework: MaturityFramework, *, create_organisations: bool
) -> ImportPlan:
    """Compare the rows of a ratings file with what is here. Five queries at most."""
    rows = list(rows)
    known = _organisations({row.organisation for row in rows}, create_organisations)
    rounds: dict[tuple[str, int], Round] = {}
    refused, line_of, to_judge = [], {}, []
    for row in rows:
        organisation = known[row.organisation]
        if isinstance(organisation, str):
            refused.append((row.line, organisation))
            continue
        place = (organisation.ods_code, row.round_number)
        if (first := line_of.setdefault((place, row.indicator), row.line)) != row.line:
            refused.append((row.line, f"the same indicator is on line {first} already"))
            continue
        rounds.setdefault(place, Round(organisation, row.round_number))
        to_judge.append((rounds[place], row))
    _look_up(list(rounds.values()), framework)
    for round_, row in to_judge:
        if reason := _judge(round_, row, framework):
            refused.append((row.line, reason))
    new = {
        each.organisation.ods_code: each.organisation
        for each in rounds.values()
        if each.organisation.pk is None
    }
    return ImportPlan(list(new.values()), list(rounds.values()), sorted(refused))


# --- Organisations ---------------------------------------------------------------------------


def _organisations(names: set[str], create: bool) -> dict[str, Organisation | str]:
    """By what the file calls it: the organisation, or why there is none. One query.

    A code comes before a name, a name before a former one.
    """
    everybody = list(Organisation.objects.all())
    codes = {each.ods_code: each for each in everybody}
    now, former = {}, {}
    for each in everybody:
        now.setdefault(spoken(each.name), []).append(each)
        for name in {spoken(name) for name in each.former_names}:
            former.setdefault(name, []).append(each)
    found = {}
    for name in sorted(names):
        said = spoken(name)
        same = now.get(said) or former.get(said) or []
        if organisation := codes.get(name.upper()):
            found[name] = organisation
        elif len(same) == 1:
            found[name] = same[0]
        elif same:
            found[name] = f"“{name}” is the name of {len(same)} organisations: give a code"
        elif not create or not said:
            found[name] = f"there is no organisation “{name}”"
        else:
            made = found[name] = Organisation(ods_code=_code_for(name, codes), name=name)
            codes[made.ods_code] = made
            now[said] = [made]
    return found


def _code_for(name: str, taken: dict) -> str:
    """The name itself where it is written like an ODS code, else one made from it: Z and five
    consonants, which no ODS code is, always the same for the same name."""
    if CODE.fullmatch(name):
        return name
    number = int.from_bytes(hashlib.sha256(spoken(name).encode()).digest())
    code = ""
    while not code or code in taken:
        number, letters = number + 1, ""
        rest = number
        for _ in range(5):
            rest, place = divmod(rest, len(CONSONANTS))
            letters += CONSONANTS[place]
        code = f"Z{letters}"
    return code


# --- What is there ---------------------------------------------------------------------------


def _look_up(rounds: list[Round], framework: MaturityFramework) -> None:
    """Fill in the reviews, self-ratings and answers that are there."""
    here = {each.organisation.pk for each in rounds if each.organisation.pk}
    reviews = Review.objects.filter(organisation__in=here).select_related("organisation")
    by_place = {(each.organisation_id, each.round_number): each for each in reviews}
    for each in rounds:
        each.review = by_place.get((each.organisation.pk, each.number))
    by_review = {each.review.pk: each for each in rounds if each.review}
    found = SelfAssessment.objects.filter(review__in=by_review, framework_key=framework.key)
    by_assessment = {}
    for assessment in found:
        by_review[assessment.review_id].assessment = assessment
        by_assessment[assessment.pk] = by_review[assessment.review_id]
    for rating in Rating.objects.filter(assessment__in=by_assessment):
        by_assessment[rating.assessment_id].ratings[rating.indicator] = rating
    sources: dict[int, set[str]] = {}
    versions = RatingVersion.objects.filter(rating__assessment__in=by_assessment).order_by()
    for rating, source in versions.values_list("rating", "source").distinct():
        sources.setdefault(rating, set()).add(source)
    for round_ in by_assessment.values():
        round_.by_people = {
            code
            for code, rating in round_.ratings.items()
            if sources.get(rating.pk) != {Source.IMPORT} or rating.settled_at
        }


def _judge(round_: Round, row, framework: MaturityFramework) -> str:
    """Put the row where it belongs; why it is refused, empty when it is not."""
    assessment, rating = round_.assessment, round_.ratings.get(row.indicator)
    if assessment and assessment.framework_ref != framework.ref:
        return f"the self-rating of this round is on {assessment.framework_ref}"
    said = (row.value, row.is_not_applicable, row.explanation)
    stands = (rating.value, rating.is_not_applicable, rating.explanation) if rating else SILENCE
    is_by_people = row.indicator in round_.by_people
    if said == stands or (said == SILENCE and is_by_people):
        round_.n_unchanged += 1
    elif round_.is_handed_over:
        return "people of the organisation filled in this self-rating and submitted it"
    elif is_by_people:
        return "somebody has answered this otherwise here; the file would overwrite it"
    elif rating is None:
        round_.added.append(row)
    else:
        round_.changed.append((row, rating))
    return ""
