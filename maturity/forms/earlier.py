"""What was typed on a page that was drawn on another version of the framework."""

from collections.abc import Mapping
from dataclasses import dataclass

from adoption_reviews.frameworks import Domain, MaturityFramework
from maturity.forms.answers import NOT_APPLICABLE, answer_of
from maturity.models import ContextAnswer, Rating
from maturity.queries.versions import asked_otherwise, version_of


@dataclass(frozen=True)
class Typed:
    """An answer as its writer saw and gave it. `answer`, e.g. 3 – Making progress, is empty for
    none; `words` are free text: an explanation, or what was typed to a question."""

    title: str
    answer: str
    words: str


@dataclass(frozen=True)
class Earlier:
    """What was posted from a page drawn on another version, and is asked otherwise now.

    `codes`: all that it asked so; `typed`: those of them that its writer changed, by code.
    """

    codes: frozenset[str] = frozenset()
    typed: Mapping[str, Typed] | None = None

    def __bool__(self):
        return bool(self.codes)

    def without(self, data):
        """The posted data without what is asked otherwise now."""
        if not self.codes:
            return data
        data = data.copy()
        for name in [each for each in data if each.rpartition("-")[0] in self.codes]:
            data.pop(name)
        return data


def domain_then(domain: Domain, framework: MaturityFramework, made_on: str) -> Domain:
    """The domain as the page had it; as it is where that version does not say."""
    then = version_of(framework, made_on)
    found = (each for each in then.domains if each.key == domain.key) if then else ()
    return next(iter(found), domain)


def read_earlier(
    data, *, domain: Domain, framework: MaturityFramework, rows: Mapping[str, Rating]
) -> Earlier:
    """What of the posted `data` is asked otherwise now, or not in this domain any more.

    `rows`: the stored answers to what the domain asked then, by code.
    """
    made_on = data.get("framework", "")
    if made_on in ("", framework.ref):
        return Earlier()
    then = version_of(framework, made_on)
    before = domain_then(domain, framework, made_on)
    asked = {each.key: each for each in (*before.indicators, *before.questions)}
    posted = [code for code in asked if f"{code}-version" in data]
    here = {each.key for each in (*domain.indicators, *domain.questions)}
    codes = asked_otherwise(made_on, framework, posted) | {*posted} - here
    given = {
        code: _typed(code, asked[code].title, data, rows.get(code), then or framework)
        for code in posted
        if code in codes
    }
    return Earlier(codes, {code: typed for code, typed in given.items() if typed})


def _typed(code, title, data, row: Rating | ContextAnswer | None, then) -> Typed | None:
    """None where nothing was changed."""
    words = data.get(f"{code}-words")
    if words is not None:
        stood = row.words if isinstance(row, ContextAnswer) else ""
        return Typed(title, "", words) if words.strip() != stood else None
    rating = row if isinstance(row, Rating) else None
    answer, words = data.get(f"{code}-answer", ""), data.get(f"{code}-explanation", "")
    is_later = f"{code}-later" in data
    stood = (
        (answer_of(rating, then), rating.explanation, rating.is_for_later)
        if rating
        else ("", "", False)
    )
    if (answer, " ".join(words.split()), is_later) == (
        stood[0],
        " ".join(stood[1].split()),
        stood[2],
    ):
        return None
    levels = {str(each.value): f"{each.value} – {each.title}" for each in then.scale}
    said = levels | {NOT_APPLICABLE: "Not applicable here", "": ""}
    return Typed(title, said.get(answer, answer), words)
