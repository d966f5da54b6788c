"""Finds for every case of a file the participant it is here, or adds one."""

import uuid
from dataclasses import dataclass, field

from adoption_reviews import audit
from adoption_reviews.models import Review
from adoption_reviews.vocabulary import RoleGroup
from interviews.actions.participants import next_pseudonym
from interviews.importing.speakers import is_like_a_name
from interviews.models import Participant, ParticipantIdentity, Segment
from reports.exchange.account import Account
from reports.exchange.guids import guid_of
from reports.exchange.project import Case, Project, Source
from reports.exchange.sidecar import Person, Sidecar
from reports.queries.exchange_project import person_guid, review_id

SOMEBODY_ELSE = "person without an interview, whose pseudonym is somebody else’s here"
NOT_KNOWN = "?"  # no word, or the check for names would find it in texts


def import_id_of(review: Review, source: str) -> uuid.UUID:
    """What the ids of the segments made of a source begin with."""
    return uuid.UUID(guid_of(*review_id(review), "source", source))


def segment_id(import_id: uuid.UUID, number: int) -> uuid.UUID:
    return uuid.uuid5(import_id, str(number))


def brought(review: Review, source: str) -> Segment | None:
    """The first segment of what an earlier import made of a source."""
    return Segment.objects.filter(pk=segment_id(import_id_of(review, source), 0)).first()


@dataclass(slots=True)
class PlacingPeople:
    review: Review
    project: Project
    extra: Sidecar
    account: Account
    by: object
    people: dict[str, Participant] = field(default_factory=dict)  # by the case's guid
    n_added: int = 0

    def __post_init__(self):
        self.people = {
            person_guid(each): each for each in self.review.participants.select_related("review")
        }

    def pseudonyms(self) -> dict[str, str]:
        """What people of the file are called here."""
        return {
            person.pseudonym: self.people[guid].pseudonym
            for guid, person in self.extra.people.items()
            if guid in self.people
        }

    def of(self, source: Source) -> list[Participant]:
        """Whoever the file's cases say it is of; where none does, somebody of its own."""
        cases = [case for case in self.project.cases if source.guid in case.sources]
        people = [self._person(case) for case in cases]
        return list(dict.fromkeys(people)) or [self._person(Case(guid=f"of {source.guid}"))]

    def add_first(self, interviews: dict) -> None:
        """Those of our own file in their order, so that they keep their pseudonyms, and those too
        who have not been interviewed."""
        for case in self.project.cases:
            person = self.extra.people.get(case.guid)
            is_here = any(
                guid in interviews or brought(self.review, guid) is not None
                for guid in case.sources
            )
            if person is None or is_here or case.guid in self.people:
                continue
            there = self.review.participants.filter(pseudonym=person.pseudonym).first()
            if case.sources or there is None:
                self._person(case)
            elif (there.role_group, there.division) != (person.role_group, person.division):
                # Under another pseudonym they would come in again with every import.
                self.account.no_equal[SOMEBODY_ELSE] += 1

    def _person(self, case: Case) -> Participant:
        if case.guid in self.people:
            return self.people[case.guid]
        earlier = self._of_earlier_source(case)
        if earlier is None:
            earlier = self._add(case, self.extra.people.get(case.guid))
        self.people[case.guid] = earlier
        return earlier

    def _of_earlier_source(self, case: Case) -> Participant | None:
        """The one person in an interview that an earlier import made of a source of the case."""
        for guid in case.sources:
            if segment := brought(self.review, guid):
                people = list(segment.interview.participants.all()[:2])
                if len(people) == 1:
                    return people[0]
        return None

    def _add(self, case: Case, person: Person | None) -> Participant:
        values = {name.casefold(): value for name, value in case.values.items()}
        labels = {label.casefold(): value for value, label in RoleGroup.choices}
        role_group = (
            person.role_group if person else labels.get(values.get("role group", "").casefold(), "")
        )
        pseudonym = person.pseudonym if person else ""
        taken = self.review.participants.filter(pseudonym=pseudonym).exists()
        if taken or not _is_pseudonym(pseudonym):
            pseudonym = next_pseudonym(self.review)
        participant = Participant.objects.create(
            review=self.review,
            pseudonym=pseudonym,
            role_group=role_group if role_group in RoleGroup.values else RoleGroup.OTHER,
            division=(person.division if person else values.get("division", ""))[:100],
        )
        name = person.name if person else case.name
        ParticipantIdentity.objects.create(
            participant=participant,
            name=name[:200] if name and (person or is_like_a_name(name)) else NOT_KNOWN,
            email=person.email[:254] if person else "",
            job_title=person.job_title[:200] if person else "",
        )
        audit.record(
            by=self.by,
            verb="participant.added",
            on=participant,
            review=self.review,
            pseudonym=pseudonym,
        )
        self.n_added += 1
        return participant


def _is_pseudonym(text: str) -> bool:
    return text.startswith("P") and text[1:].isdecimal() and len(text) <= 10
