"""What a framework must keep to beyond its schema. Each rule yields (path, reason)."""

from collections.abc import Callable, Iterable, Iterator

from adoption_reviews.frameworks.schema import (
    AnyFramework,
    Attribute,
    BarriersFramework,
    Domain,
    EvidenceSources,
    InfluencesFramework,
    MaturityFramework,
    PeerGroups,
    SubDomain,
    Ties,
    WheelFramework,
)
from adoption_reviews.frameworks.tree import Path

# Words that follow `/maturity/` in addresses and would hide a framework of that key.
TAKEN = frozenset({"open", "add", "new", "cohort", "invite", "learn", "profile", "summary"})

# Where codes are: the lists that lie in each other, from the file's own on.
CODES = {
    InfluencesFramework: [("stages", "influences")],
    MaturityFramework: [
        ("domains", "sub_domains", "indicators"),
        ("domains", "sub_domains", "questions"),
    ],
    WheelFramework: [("segments",)],
    BarriersFramework: [("groups", "codes"), ("propositions",)],
    EvidenceSources: [("sources",)],
    Ties: [("ties",)],
    PeerGroups: [("attributes",)],
}

Broken = Iterator[tuple[Path, str]]


def broken_rules(framework: AnyFramework) -> Broken:
    """What can be said of the file alone."""
    yield from _repeated(_codes(framework), "code")
    if not framework.codes():
        yield (), "there is not one code in it"
    if isinstance(framework, MaturityFramework):
        yield from _maturity(framework)
    elif isinstance(framework, PeerGroups):
        yield from _attributes(framework.attributes, ("attributes",))


def broken_links(
    framework: AnyFramework, find: Callable[[str], AnyFramework | None], known: set[str]
) -> Broken:
    """What names another framework or its codes and is not there.

    `find` gives a framework by reference; `known` are the codes of all files.
    """
    match framework:
        case EvidenceSources():
            for place, source in enumerate(framework.sources):
                yield from _unknown(
                    source.bears_on, known, "any framework", ("sources", place, "bears_on")
                )
        case Ties():
            yield from _ties(framework, find)
        case PeerGroups():
            rated = find(framework.framework)
            if isinstance(rated, MaturityFramework):
                yield from _questions(framework.attributes, rated, ("attributes",))
            else:
                yield ("framework",), f"{framework.framework} is not a maturity framework"
        case MaturityFramework():
            yield from _own_influences(framework, find)


def _codes(framework: AnyFramework) -> list[tuple[Path, str]]:
    """Every code with the path of its key."""
    name = "indicator" if isinstance(framework, Ties) else "key"
    return [
        ((*path, name), getattr(each, name))
        for names in CODES[type(framework)]
        for path, each in _walk(framework, names, ())
    ]


def _walk(item, names: tuple[str, ...], path: Path) -> Iterator[tuple[Path, object]]:
    """Everything in the lists that lie in each other under `names`."""
    if not names:
        yield path, item
        return
    for place, each in enumerate(getattr(item, names[0])):
        yield from _walk(each, names[1:], (*path, names[0], place))


def _sub_domains(framework: MaturityFramework) -> Iterator[tuple[Path, SubDomain]]:
    return _walk(framework, ("domains", "sub_domains"), ())


def _keys(items, path: Path) -> Iterator[tuple[Path, str]]:
    for place, each in enumerate(items):
        yield (*path, place, "key"), each.key


def _repeated(found: Iterable[tuple[Path, object]], what: str) -> Broken:
    seen = set()
    for path, value in found:
        if value in seen:
            yield path, f"{what} used twice: {value}"
        seen.add(value)


def _maturity(framework: MaturityFramework) -> Broken:
    if framework.key in TAKEN:
        yield ("key",), f"“{framework.key}” is a word of the product’s own; use another key"
    yield from _repeated(_keys(framework.domains, ("domains",)), "domain")
    subs = [((*path, "key"), sub.key) for path, sub in _sub_domains(framework)]
    yield from _repeated(subs, "sub-domain")
    yield from _scale(framework)
    if not framework.rated_domains:
        yield ("domains",), "not one domain is rated"
    for d, domain in enumerate(framework.domains):
        yield from _domain(domain, ("domains", d))
    yield from _attributes(framework.peer_groups, ("peer_groups",))
    yield from _repeated(_keys(framework.peer_groups, ("peer_groups",)), "peer group")
    yield from _questions(framework.peer_groups, framework, ("peer_groups",))


def _scale(framework: MaturityFramework) -> Broken:
    before = -1
    for place, level in enumerate(framework.scale):
        if level.value <= before:
            reason = f"the values of a scale must rise, and {level.value} follows {before}"
            yield ("scale", place), reason
        before = level.value
    titles = [(("scale", i, "title"), level.title) for i, level in enumerate(framework.scale)]
    yield from _repeated(titles, "level’s title")


def _domain(domain: Domain, path: Path) -> Broken:
    for s, sub in enumerate(domain.sub_domains):
        where = (*path, "sub_domains", s)
        if domain.rated != bool(sub.indicators) or domain.rated == bool(sub.questions):
            kind, wanted = ("rated", "indicators") if domain.rated else ("unrated", "questions")
            yield where, f"{sub.key} is in a {kind} domain: it must have {wanted} and nothing else"
        for q, question in enumerate(sub.questions):
            at = (*where, "questions", q)
            if question.kind == "choice" and len(question.choices) < 2:
                yield at, f"{question.key} is a choice: it must have two “choices” or more"
            elif question.kind != "choice" and question.choices:
                yield at, f"{question.key} is a {question.kind}: “choices” go with kind choice"
            choices = [((*at, "choices", i), each) for i, each in enumerate(question.choices)]
            yield from _repeated(choices, "choice")


def _attributes(attributes: Iterable[Attribute], path: Path) -> Broken:
    for place, each in enumerate(attributes):
        at = (*path, place)
        if bool(each.field) == bool(each.question):
            yield at, f"{each.key} must have either a field or a question"
        if each.field and each.bands:
            yield at, f"{each.key} is a field of the organisation: bands go with a question"
        tops = [band.up_to for band in each.bands]
        if tops and (
            tops[-1] is not None or None in tops[:-1] or tops[:-1] != sorted({*tops[:-1]})
        ):
            yield (
                (*at, "bands"),
                f"the bands of {each.key} must rise in “up_to”; the last, and no other, has none",
            )
        titles = [((*at, "bands", i, "title"), band.title) for i, band in enumerate(each.bands)]
        yield from _repeated(titles, "band")


def _questions(attributes: Iterable[Attribute], framework: MaturityFramework, path: Path) -> Broken:
    questions = {each.key: each for each in framework.questions}
    for place, each in enumerate(attributes):
        if not each.question:
            continue
        at = (*path, place, "question")
        question = questions.get(each.question)
        if question is None:
            yield at, f"{framework.ref} has no question {each.question}"
        elif question.kind == "text":
            yield at, f"{each.question} is answered in words, which make no groups"
        elif bool(each.bands) != (question.kind == "number"):
            yield at, f"{each.key}: bands go with a question that is answered by a number"


def _ties(framework: Ties, find) -> Broken:
    rated, influences = find(framework.framework), find(framework.influences)
    if not isinstance(rated, MaturityFramework):
        yield ("framework",), f"{framework.framework} is not a maturity framework"
    else:
        for place, each in enumerate(framework.ties):
            at = ("ties", place, "indicator")
            yield from _unknown([each.indicator], rated.codes(), rated.ref, at)
    if not isinstance(influences, InfluencesFramework):
        yield ("influences",), f"{framework.influences} is not a framework of influences"
        return
    for place, each in enumerate(framework.ties):
        at = ("ties", place, "influences")
        yield from _unknown(each.influences, influences.codes(), influences.ref, at)


def _own_influences(framework: MaturityFramework, find) -> Broken:
    influences = find(framework.influences) if framework.influences else None
    if framework.influences and not isinstance(influences, InfluencesFramework):
        yield ("influences",), f"{framework.influences} is not a framework of influences"
    for path, sub in _sub_domains(framework):
        for place, each in enumerate(sub.indicators):
            at = (*path, "indicators", place, "influences")
            if each.influences and not framework.influences:
                yield at, "the framework must say which “influences” its indicators bear on"
            elif isinstance(influences, InfluencesFramework):
                yield from _unknown(each.influences, influences.codes(), influences.ref, at)


def _unknown(codes: Iterable[str], known: Iterable[str], where: str, path: Path) -> Broken:
    seen = set()
    for place, code in enumerate(codes):
        if code not in known:
            yield (*path, place), f"{where} has no code {code}"
        elif code in seen:
            yield (*path, place), f"{code} is there twice"
        seen.add(code)
