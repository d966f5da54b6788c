"""The report's own sentences, worked out when it is asked for and frozen in its snapshot."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils import formats, timezone

from reports import evidence_rules as rules
from reports.evidence_rules import Spread, Status
from reports.queries.evidence import InfluenceEvidence

HELPS, MISSING, BOTH = "that it helps", "that it is missing", "that it both helps and is missing"


def joined(words: Iterable[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    words = list(words)
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def counted(n: int, one: str, many: str = "") -> str:
    """ "1 person", "no people", "3 people"; the plural with "s" when none is given."""
    return f"{n or 'no'} {one if n == 1 else many or one + 's'}"


def day(value: str | date) -> str:
    """ "4 March 2019", of a date or of the ISO text of a date or time."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
    if isinstance(value, datetime):
        value = timezone.localtime(value)
    return formats.date_format(value, "j F Y")


def period(starts_on: str | None, ends_on: str | None) -> str:
    """ "4 March to 12 April 2019"; "" when neither day is known."""
    days = list(dict.fromkeys(day(each) for each in (starts_on, ends_on) if each))
    if len(days) == 2 and days[0].split()[-1] == days[1].split()[-1]:
        days[0] = days[0].rsplit(" ", 1)[0]
    return " to ".join(days)


def compact(references: Iterable[str]) -> list[str]:
    """References with runs of three and more drawn together: E001–E004, E009."""
    numbers = sorted({int(reference[1:]) for reference in references})
    runs = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return [
        part
        for run in runs
        for part in (
            [f"E{run[0]:03d}–E{run[-1]:03d}"]
            if len(run) > 2
            else [f"E{number:03d}" for number in run]
        )
    ]


def people_who(n: int, total: int) -> str:
    """ "Most people (14 of 20) say", "One person of 20 says"."""
    if n == 1:
        return f"One person of {total} says"
    word = rules.how_many(n, total)
    what = "of the people" if word == "about half" else "people"
    return f"{word.capitalize()} {what} ({n} of {total}) say"


def sentence(found: InfluenceEvidence) -> str:
    """What people and case studies say of an influence, in a sentence or two."""
    return " ".join(filter(None, [_people(found), _role_groups(found), _case_studies(found)]))


def _people(found: InfluenceEvidence) -> str:
    said = [(found.n_helps, HELPS), (found.n_hinders, MISSING), (found.n_mixed, BOTH)]
    if found.status is Status.MISSING:
        said = [said[1], said[0], said[2]]
    said = [(n, what) for n, what in said if n]
    if not said:
        return "Nobody who was interviewed spoke of it." if found.n_interviewed else ""
    (n, what), *others = said
    rest = "".join(f"; {n} {'says' if n == 1 else 'say'} {what}" for n, what in others)
    return f"{people_who(n, found.n_interviewed)} {what}{rest}."


def _role_groups(found: InfluenceEvidence) -> str:
    if found.status is Status.SINGLE_SOURCE or not found.n_supporting or not found.role_groups:
        return ""
    if len(found.role_groups) == found.n_role_groups > 1:
        return "They come from every role group."
    number = rules.number(len(found.role_groups))
    names = "; ".join(label[0].lower() + label[1:] for label in found.role_groups)
    return f"They come from {number} role group{'s' * (number != 'one')}: {names}."


def _case_studies(found: InfluenceEvidence) -> str:
    parts = []
    for direction, verb in [
        ("helps", "at work"),
        ("hinders", "missing"),
        ("mixed", "both at work and missing"),
    ]:
        numbers = [each.number for each in found.case_studies if each.direction == direction]
        if numbers:
            shows = "show" if len(numbers) > 1 else "shows"
            studies = "Case studies" if len(numbers) > 1 else "Case study"
            parts.append(f"{studies} {joined(map(str, numbers))} {shows} it {verb}.")
    return " ".join(parts)


def opening(found: list[InfluenceEvidence], n_people: int, n_studies: int) -> str:
    """The whole result in a sentence or two."""
    statuses = [each.status for each in found]
    present = statuses.count(Status.PRESENT)
    widespread = sum(each.spread is Spread.WIDESPREAD for each in found)
    mixed, missing = statuses.count(Status.MIXED), statuses.count(Status.MISSING)
    reach = f", {widespread} of them widespread" if widespread and present > 1 else ""
    sources = counted(n_people, "person", "people")
    if n_studies:
        sources += f" and {counted(n_studies, 'case study', 'case studies')}"
    return (
        f"Of {len(found)} positive influences on adopting innovation {present or 'none'} "
        f"{'are' if present > 1 else 'is'} at work in this trust{reach}. {mixed or 'None'} "
        f"{'are' if mixed > 1 else 'is'} mixed and {missing or 'none'} missing. This is what "
        f"{sources} tell us."
    )


def method(snapshot: dict) -> list[str]:
    """Paragraphs: how the report came about, with its figures."""
    fieldwork, trust = snapshot["fieldwork"], snapshot["organisation"]["name"]
    when = period(snapshot["starts_on"], snapshot["ends_on"])
    people = counted(fieldwork["people"], "person", "people")
    interviews = counted(fieldwork["interviews"], "interview")
    took_part = f"{people.capitalize()} took part in {interviews}"
    studies = counted(len(snapshot["case_studies"]), "case study", "case studies")
    groups = "; ".join(
        f"{each['label'][0].lower() + each['label'][1:]} {each['people']}"
        for each in fieldwork["groups"]
    )
    by_group = f" By role group: {groups}." if groups else ""
    return [
        f"{snapshot['hub']} reviewed how {trust} adopts innovations"
        f"{f' ({when})' if when else ''}. {took_part}, and reviewers wrote "
        f"{studies}.{by_group}",
        "Reviewers marked the passages of each interview that are evidence of one of the "
        f"{sum(len(stage['influences']) for stage in snapshot['stages'])} positive influences on "
        "adoption, and said of each whether it shows the influence helping, missing or both. "
        f"{counted(fieldwork['passages'], 'passage')} counted. The influences are those of: "
        f"{snapshot['framework']['source']}.",
        "Counts are of people, not of mentions: however often somebody speaks of an influence, "
        "they count once. A case study that shows an influence counts as one source too. With two "
        "or more sources an influence is present when at least two thirds of them say that it "
        "helps, missing when at least two thirds say that it is missing, and mixed otherwise. One "
        "source alone is reported as a single source.",
        "A present influence is called widespread when those who say that it helps come from "
        "every role group interviewed and are at least a quarter of all people interviewed; "
        "otherwise it is found in pockets. Words for how many: most is more than 60%, about half "
        "40% to 60%, some 15% to 40%, a few less than 15%.",
        "Counts and quotes lead back to their sources by references such as E001. Only the "
        "review's own reviewers can look these up.",
    ]


def limits(snapshot: dict) -> list[str]:
    """Points: what the report cannot say."""
    points = [
        "People were asked to take part because of what they know of innovation. They do not "
        "stand for all staff.",
        "No evidence means that nobody spoke of an influence. It does not mean that the influence "
        "is not there.",
        f"Role groups with fewer than {rules.SMALLEST_GROUP} people are counted with a larger "
        "one, so that nobody can be picked out.",
        "Quotes are used only when the person agreed and a reviewer cleared the words. What most "
        "people said may therefore have no quote.",
    ]
    if snapshot["self_rating"]["is_submitted"]:
        silent = snapshot["self_rating"]["n_silent"]
        left = f" {counted(silent, 'indicator')} had no answer and count as nothing." * bool(silent)
        points.append(f"The self-rating is the trust's own view and was not checked.{left}")
    return points
