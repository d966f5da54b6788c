"""A review's codings and codes as tables: one row each, with everything that is known of it."""

from collections import Counter, defaultdict

from django.utils.timezone import localtime

from adoption_reviews.models import Review, User
from adoption_reviews.sheets import Sheet
from adoption_reviews.vocabulary import Direction, RoleGroup
from casestudies.models import CaseStudy
from interviews.models import Interview, Passage, Segment
from interviews.queries.participants import identities
from interviews.queries.second_coding import memos_seen_by
from reports.queries.codings import TextKind, codings
from reports.queries.exchange_codebook import all_codes, written
from reports.queries.exchange_project import ABOUT_PASSAGE, HEADINGS
from reports.queries.exchange_words import Words

HEADERS = [
    "Trust",
    "ODS code",
    "Review",
    "Round",
    "Kind of text",
    "Text number",
    "Text",
    "Participant",
    "Role group",
    "Division",
    "Code group",
    "Code",
    "Code key",
    "Direction",
    "Words",
    "Memo",
    "Memos on the passage",
    "Anonymised quote",
    "Quote cleared",
    "Needs a look",
    "Counts as evidence",
    "Coder",
    "Coded at",
    "Part it begins in",
    "First character",
    "Part it ends in",
    "Character after the last",
    "Passage",
    "Coding",
]
IDENTITIES = ["Participant’s name", "Participant’s e-mail address", "Job title", "Coder’s e-mail"]
CODE_HEADERS = [
    "Code key",
    "Code",
    "Description",
    "Group",
    "Nested in",
    "Can still be given",
    "Passages",
    "Codings",
    "People",
    "Helps",
    "Hinders or is missing",
    "Mixed",
]
KINDS = {TextKind.INTERVIEW: "Interview", TextKind.CASE_STUDY: "Case study"}


def coding_tables(
    review: Review, viewer: User | None, *, with_identities: bool, words: Words
) -> list[Sheet]:
    """The codings that `viewer` may see, and all codes. `words` may find that something must not
    leave: ask it afterwards.
    """
    found = codings([review], viewer)
    groups = all_codes(review, [each.key for each in found])
    codes = {code.key: code for _, listed in groups for code in listed}
    return [
        _codings(review, viewer, found, codes=codes, with_identities=with_identities, words=words),
        _codes(found, groups, words),
    ]


def _codings(review, viewer, found, *, codes, with_identities: bool, words: Words) -> Sheet:
    interviews = set(Interview.objects.filter(review=review).values_list("pk", flat=True))
    quotes = {
        row[0]: row[1:]
        for row in Passage.objects.filter(interview__in=interviews).values_list(
            "pk", "anonymised_quote", "is_usable"
        )
    }
    places = Segment.objects.filter(interview__in=interviews).values_list("pk", "position")
    studies = dict(CaseStudy.objects.filter(review=review).values_list("pk", "innovation"))
    memos = defaultdict(list)
    about_passages = review.memos.filter(about__in=ABOUT_PASSAGE.values())
    for memo in memos_seen_by(about_passages, viewer):
        memos[memo.about, memo.key].append(memo.text)
    coders = {pk: n for n, pk in enumerate(sorted({each.author_id for each in found}), 1)}
    people, emails = {}, {}
    if with_identities:
        people = {each.participant_id: each for each in identities(review)}
        emails = dict(User.objects.filter(pk__in=coders).values_list("pk", "email"))
    parts = {str(pk): f"Segment {position}" for pk, position in places} | HEADINGS
    rows = []
    for each in found:
        where = f"{KINDS[each.text_kind]} {each.text_number}"
        is_interview = each.text_kind == TextKind.INTERVIEW
        quote, is_usable = quotes.get(each.passage_id, ("", False)) if is_interview else ("", None)
        code = codes[each.key]
        about = memos[ABOUT_PASSAGE[each.text_kind], str(each.passage_id)]
        title = where if is_interview else words.text(studies[each.text_id], f"{where}, its name")
        row = [
            review.organisation.name,
            review.organisation.ods_code,
            review.slug,
            review.round_number,
            KINDS[each.text_kind],
            each.text_number,
            title,
            each.pseudonym,
            RoleGroup(each.role_group).label if each.role_group else "",
            words.text(each.division, f"The division of {each.pseudonym}"),
            code.group,
            written(code, words)[0],
            each.key,
            Direction(each.direction).label,
            words.text(each.quote, f"{where}, a passage"),
            words.text(each.memo, f"{where}, the memo of a coding"),
            "\n\n".join(words.text(one, f"{where}, the memo of a passage") for one in about),
            words.text(quote, f"{where}, an anonymised quote"),
            is_usable,
            each.needs_a_look,
            each.counts,
            each.author if with_identities else f"Coder {coders[each.author_id]}",
            localtime(each.created_at).isoformat(timespec="seconds"),
            parts.get(each.start_part, each.start_part),
            each.start_offset,
            parts.get(each.end_part, each.end_part),
            each.end_offset,
            each.passage_key,
            f"{each.text_kind}:{each.coding_id}",
        ]
        if with_identities:
            who = people.get(each.participant_id)
            row += [who.name, who.email, who.job_title] if who else [""] * 3
            row.append(emails[each.author_id])
        rows.append(row)
    return Sheet("Codings", HEADERS + IDENTITIES * with_identities, rows)


def _codes(found, groups, words: Words) -> Sheet:
    passages, people, directions = defaultdict(set), defaultdict(set), defaultdict(Counter)
    for each in found:
        passages[each.key].add(each.passage_key)
        directions[each.key][each.direction] += 1
        if each.participant_id:
            people[each.key].add(each.participant_id)
    titles = {code.key: written(code, words)[0] for _, codes in groups for code in codes}
    rows = [
        [
            code.key,
            *written(code, words),
            group,
            titles.get(code.parent, ""),
            code.is_given,
            len(passages[code.key]),
            directions[code.key].total(),
            len(people[code.key]),
            *(directions[code.key][direction] for direction in Direction),
        ]
        for group, codes in groups
        for code in codes
    ]
    return Sheet("Codes", CODE_HEADERS, rows)
