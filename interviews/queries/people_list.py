"""What becomes of each row of a list of people, before anything is stored."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from adoption_reviews.names import plain_name
from adoption_reviews.vocabulary import RoleGroup
from interviews.models import Consent, Participant
from interviews.people_list import Listed, role_group_in

LONGEST = {"name": 200, "job_title": 200, "division": 100, "email": 254}
WORDS = {
    "name": "name",
    "job_title": "job title",
    "division": "division",
    "email": "e-mail address",
    "role_group": "role group",
}
LEAVE_OUT = "leave-out"


class Fate(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    ASKED = "asked"  # whether it is added depends on its role group, which is asked for
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True)
class RowFate:
    """One row of the list, and what happens to it."""

    row: Listed
    fate: Fate
    pseudonym: str = ""  # whom it adds, changes or leaves as they are
    reason: str = ""  # why it is left out
    changed: tuple[str, ...] = ()  # fields that change, e.g. job_title
    agreed: tuple[Consent, ...] = ()  # consents that are new
    role_group: str = ""
    participant: Participant | None = None  # who is there already

    @property
    def group_label(self) -> str:
        """The role group they have or get; "" where it is not known."""
        return RoleGroup(self.role_group).label if self.role_group else ""

    @property
    def notes(self) -> list[str]:
        """What a reader should know besides."""
        still = [each for each in self.row.refused if self._has_given(each)]
        return list(self.row.notes) + [
            f"The list says no {each.label.lower()}: take that back on the page of {self.pseudonym}"
            for each in still
        ]

    def _has_given(self, consent: Consent) -> bool:
        return self.participant is not None and self.participant.consent(consent).is_given

    @property
    def words(self) -> str:
        """What happens, for the preview."""
        if self.fate == Fate.ADDED:
            return f"Added as {self.pseudonym}"
        if self.fate == Fate.UNCHANGED:
            return f"{self.pseudonym}, stays as it is"
        if self.fate == Fate.CHANGED:
            what = [WORDS[each] for each in self.changed]
            what += [f"consent {each.label.lower()}" for each in self.agreed]
            return f"{self.pseudonym}, changed: {', '.join(what)}"
        if self.fate == Fate.ASKED:
            return "Depends on the role group below"
        return f"Left out: {self.reason}"


def groups_to_ask(rows: list[Listed]) -> list[str]:
    """What stands for a role group and is not known, as first written, once each.

    "" for rows that give none.
    """
    found = {}
    for row in rows:
        if row.name and role_group_in(row.group) is None:
            found.setdefault(row.group.casefold(), row.group)
    return list(found.values())


def fates(review, rows: list[Listed], *, groups: dict[str, str] | None = None) -> list[RowFate]:
    """What happens to each row, in their order. One query.

    `groups`: for what `groups_to_ask` gives, in small letters, a RoleGroup or LEAVE_OUT; without
    it the rows in question are ASKED. Somebody is there already when a row has their e-mail
    address, or their name and no other job title. A row never empties a field nor takes a
    consent back.
    """
    people = Participant.objects.filter(review=review).select_related("identity").order_by("pk")
    known = _Known(people)
    numbers = [
        int(match[1]) for each in people if (match := re.fullmatch(r"P(\d+)", each.pseudonym))
    ]
    number, found = max(numbers, default=0), []
    for row in rows:
        problem = _not_filled_in(row) or known.conflict(row)
        if problem:
            fate = RowFate(row, Fate.LEFT_OUT, reason=problem)
        else:
            fate = _fate(row, known.same(row), groups or {})
        if fate.fate == Fate.ADDED:
            number += 1
            fate = replace(fate, pseudonym=f"P{number:02d}")
        if fate.fate != Fate.LEFT_OUT:
            known.take(row, fate.participant)
        found.append(fate)
    return found


def counts(found: list[RowFate]) -> dict[str, int]:
    """Fate → how many rows have it."""
    counted = Counter(each.fate for each in found)
    return {fate.value: counted[fate] for fate in Fate}


def _not_filled_in(row: Listed) -> str:
    """Why the row cannot be taken as it is; "" when it can."""
    if not row.name:
        return "no name"
    if not plain_name(row.name):
        return "the name has no letters"
    for field, longest in LONGEST.items():
        if len(getattr(row, field)) > longest:
            return f"the {WORDS[field]} is longer than {longest} characters"
    try:
        if row.email:
            validate_email(row.email)
    except ValidationError:
        return "the e-mail address is not one"
    return ""


class _Known:
    """Who is there and which rows were taken, by name and by e-mail address."""

    def __init__(self, people):
        self.names, self.emails = defaultdict(list), {}
        self.rows_by_name, self.rows_by_email, self.row_of = defaultdict(list), {}, {}
        for each in people:
            self.names[plain_name(each.identity.name)].append(each)
            if each.identity.email:
                self.emails.setdefault(each.identity.email.casefold(), each)

    def take(self, row: Listed, participant: Participant | None) -> None:
        self.rows_by_name[plain_name(row.name)].append(row)
        if row.email:
            self.rows_by_email.setdefault(row.email.casefold(), row)
        if participant:
            self.row_of[participant.pk] = row

    def conflict(self, row: Listed) -> str:
        """Why a row that is filled in cannot be taken after those before it; "" when it can."""
        name, email = plain_name(row.name), row.email.casefold()
        if email in self.rows_by_email:
            return f"the same e-mail address as in row {self.rows_by_email[email].line}"
        if twins := [each for each in self.rows_by_name[name] if _may_be_one(row, each)]:
            return f"the same person as in row {twins[0].line}"
        owner = self.emails.get(email) if email else None
        # Of those who have withdrawn rather one too many is found than one too few.
        if gone := [each for each in [owner, *self.names[name]] if each and each.withdrawn_at]:
            return f"{gone[0]} has withdrawn"
        if owner and plain_name(owner.identity.name)[-1:] != name[-1:]:
            return f"{owner} has this e-mail address and another name"
        if (same := self.same(row)) and same.pk in self.row_of:
            return f"the same person as in row {self.row_of[same.pk].line}"
        return ""

    def same(self, row: Listed) -> Participant | None:
        """Who a row is about, if they are there."""
        if row.email and (owner := self.emails.get(row.email.casefold())):
            return owner
        named = self.names[plain_name(row.name)]
        return next((each for each in named if _may_be_one(row, each.identity)), None)


def _may_be_one(one, other) -> bool:
    """Whether two of the same name may be one person: no other job, no other e-mail address."""
    jobs = {plain_name(each.job_title) for each in (one, other)} - {()}
    emails = {each.email.casefold() for each in (one, other)} - {""}
    return len(jobs) < 2 and len(emails) < 2


def _fate(row: Listed, same: Participant | None, groups: dict[str, str]) -> RowFate:
    group = role_group_in(row.group)
    chosen = group.value if group else groups.get(row.group.casefold(), "")
    if same:
        return _of_somebody_there(row, same, "" if chosen == LEAVE_OUT else chosen)
    if not chosen:
        return RowFate(row, Fate.ASKED)
    if chosen == LEAVE_OUT:
        reason = f"role group “{row.group}” is not known" if row.group else "no role group"
        return RowFate(row, Fate.LEFT_OUT, reason=reason)
    return RowFate(row, Fate.ADDED, agreed=tuple(row.consents), role_group=chosen)


def _of_somebody_there(row: Listed, participant, group: str) -> RowFate:
    who = participant.identity
    wanted = {"job_title": row.job_title, "email": row.email, "division": row.division}
    kept = {"job_title": who.job_title, "email": who.email, "division": participant.division}
    if plain_name(row.name) != plain_name(who.name):
        wanted["name"], kept["name"] = row.name, who.name
    wanted["role_group"], kept["role_group"] = group, participant.role_group
    changed = [
        field
        for field, value in wanted.items()
        if value and value.casefold() != kept[field].casefold()
    ]
    agreed = [each for each in row.consents if not participant.consent(each).is_given]
    return RowFate(
        row,
        Fate.CHANGED if changed or agreed else Fate.UNCHANGED,
        participant.pseudonym,
        changed=tuple(changed),
        agreed=tuple(agreed),
        role_group=group or participant.role_group,
        participant=participant,
    )
