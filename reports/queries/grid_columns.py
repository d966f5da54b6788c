"""Columns of the grid of codes: which there are, and in which of them somebody's words stand."""

from collections import defaultdict
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import TextChoices

from adoption_reviews.codes import THEMES
from adoption_reviews.models import Review
from adoption_reviews.trust_names import short_name
from adoption_reviews.vocabulary import RoleGroup
from interviews.models import Interview, Participant

NONE_GIVEN = "-"  # in an address: those without a division or role group


class By(TextChoices):
    """What the columns are."""

    INTERVIEW = "interview", "Interviews"
    ROLE_GROUP = "role-group", "Role groups"
    DIVISION = "division", "Divisions"
    TRUST = "trust", "Trusts"
    ROUND = "round", "Rounds of this trust"


@dataclass(frozen=True, slots=True)
class Column:
    """`query` is what tells its passages apart in an address; `note` stands below the title.

    `refs` are the frameworks of its reviews: a code of another was not asked there. None: all were.
    """

    title: str
    note: str
    query: str
    n_people: int  # interviewed
    is_case_study: bool = False
    refs: frozenset[str] | None = None

    def asked(self, framework_ref: str) -> bool:
        return self.refs is None or framework_ref in self.refs or framework_ref == THEMES


class Heard:
    """Who took part in the interviews that count. One query, and one for speakers beside them."""

    def __init__(self, reviews):
        self.reviews = reviews
        self.first: dict[int, int] = {}  # participant by interview: the first of those in it
        self.people: dict[int, tuple[str, str]] = {}  # role group and division by participant
        self.held: dict[int, tuple[int, int]] = {}  # review and number by interview, in order
        self.taking_part: dict[int, list[tuple[int, str]]] = defaultdict(list)
        rows = self.interviews().order_by("review_id", "number", "participants__pk")
        for interview, review, number, person, pseudonym, role_group, division in rows.values_list(
            "pk",
            "review_id",
            "number",
            "participants__pk",
            "participants__pseudonym",
            "participants__role_group",
            "participants__division",
        ):
            self.held[interview] = review, number
            if person:
                self.first.setdefault(interview, person)
                self.people[person] = role_group, division
                self.taking_part[interview].append((person, pseudonym))
        self.n_people = len(self.people)

    def interviews(self):
        return Interview.objects.filter(review__in=self.reviews).evidence()

    def look_up(self, speakers: set[int]) -> None:
        """Find those who speak in an interview without being among its participants."""
        if missing := speakers - self.people.keys() - {None}:
            rows = Participant.objects.filter(pk__in=missing)
            self.people |= {
                pk: about for pk, *about in rows.values_list("pk", "role_group", "division")
            }


class Counts:
    """What the database counted: by code ("" for all together) and place, of whom how many."""

    def __init__(self):
        self.of: dict[str, list[tuple[tuple, int | None, int]]] = defaultdict(list)

    def add(self, key: str, place: tuple, who: int | None, n_passages: int) -> None:
        self.of[key].append((place, who, n_passages))


class Layout:
    """The columns in their order, and which of them each place belongs to."""

    def __init__(self, by: By, reviews, heard: Heard, counted: Counts, studies: Counts):
        self.counted, self.studies, self.heard = counted, studies, heard
        self.by, self.reviews = by, {each.pk: each for each in reviews}
        if by in (By.ROLE_GROUP, By.DIVISION):
            heard.look_up({who for _, who, _ in counted.of[""]})
        places = [(interview, who) for interview, of in heard.taking_part.items() for who, _ in of]
        people = defaultdict(set)
        for place in [*places, *(place for place, _, _ in counted.of[""])]:
            people[self.column_of(place)]  # a column, even where nobody is known
        for place in places:
            people[self.column_of(place)].add(place[1])
        if by == By.INTERVIEW:
            people = {interview: people.get(interview, ()) for interview in heard.held}
        keys = list(people) if by == By.INTERVIEW else sorted(people, key=self._order)
        columns = [(key, self._column(key, len(people[key]))) for key in keys]
        columns += self._columns_of_studies()
        self.columns = tuple(column for _, column in columns)
        self.place = {key: number for number, (key, _) in enumerate(columns)}

    def column_of(self, place: tuple) -> object:
        interview, person = place
        if self.by == By.INTERVIEW:
            return interview
        if self.by == By.ROLE_GROUP:
            return self.heard.people[person][0] if person else ""
        if self.by == By.DIVISION:
            return self.heard.people[person][1] if person else ""
        review = self.reviews[self.heard.held[interview][0]]
        return review.organisation_id if self.by == By.TRUST else review.pk

    def study_column_of(self, place: tuple) -> object:
        return ("study", place[0] if self.by == By.INTERVIEW else 0)

    def _order(self, key):
        if self.by == By.ROLE_GROUP:
            return (RoleGroup.values.index(key) if key else len(RoleGroup.values), "")
        if self.by == By.DIVISION:
            return (not key, str(key).casefold())
        return list(self._of_each()).index(key)

    def _of_each(self) -> dict[int, list[Review]]:
        """The reviews of each trust or round, in the order of `reviews`."""
        found = defaultdict(list)
        for review in self.reviews.values():
            found[review.organisation_id if self.by == By.TRUST else review.pk].append(review)
        return found

    def _column(self, key, n_people: int) -> Column:
        if self.by == By.INTERVIEW:
            number = self.heard.held[key][1]
            who = ", ".join(pseudonym for _, pseudonym in self.heard.taking_part.get(key, []))
            return Column(f"Interview {number}", who, f"interview={number}", n_people)
        refs = None
        if self.by == By.ROLE_GROUP:
            title = RoleGroup(key).label if key else "Not known who"
            query = {"role_group": key or NONE_GIVEN}
        elif self.by == By.DIVISION:
            title, query = key or "No division given", {"division": key or NONE_GIVEN}
        else:
            reviews = self._of_each()[key]
            review, query = reviews[0], {"kind": "interview"}
            refs = frozenset(
                r for each in reviews for r in (each.influences_ref, each.barriers_ref)
            )
            if self.by == By.TRUST:
                title = short_name(review.organisation.name)[0]
                query["trust"] = review.organisation.ods_code
            else:
                title = f"Round {review.round_number}"
                query["round"] = review.round_number
        note = f"{n_people} {'person' if n_people == 1 else 'people'}"
        return Column(title, note, urlencode(query), n_people, refs=refs)

    def _columns_of_studies(self) -> list[tuple[object, Column]]:
        places = {place for place, _, _ in self.studies.of[""]}
        if self.by != By.INTERVIEW:
            note = f"{len(places)} coded"
            column = Column("Case studies", note, "kind=case-study", 0, is_case_study=True)
            return [(("study", 0), column)] if places else []
        return [
            (
                ("study", study),
                Column(f"Case study {number}", name, f"case_study={number}", 0, is_case_study=True),
            )
            for study, _, number, name in sorted(places, key=lambda place: place[2])
        ]
