"""What indicators bear on: from the framework itself, and from files that tie two frameworks."""

from adoption_reviews.frameworks.finding import file_frameworks, get_framework
from adoption_reviews.frameworks.schema import (
    AnyFramework,
    InfluencesFramework,
    MaturityFramework,
    Ties,
)
from adoption_reviews.frameworks.versions import handed_down


def ties(framework_ref: str, influences_ref: str) -> dict[str, tuple[str, ...]]:
    """Indicator code → the influences it bears on, both in the order of their framework.

    Indicators that bear on none are left out. What the framework's own indicators say and what
    files of ties say is put together. A version that says nothing itself, and that no file names,
    has the ties of the version before for the codes that they share; ties to another version of
    the influences count for the codes that are there. A trust that rates the influences themselves
    says of each just that. Raises FrameworkError when one of the frameworks is not there.
    """
    return ties_between(get_framework(framework_ref), get_framework(influences_ref))


def ties_between(framework: AnyFramework, influences: AnyFramework) -> dict[str, tuple[str, ...]]:
    """The same for frameworks that may not be published yet."""
    found: dict[str, set[str]] = {}
    if isinstance(framework, InfluencesFramework) and framework.key == influences.key:
        found = {code: {code} for code in framework.codes()}
    speaks_itself = False
    if isinstance(framework, MaturityFramework) and framework.influences:
        speaks_itself = True
        if framework.influences.partition("@")[0] == influences.key:
            for each in framework.domains:
                found |= {one.key: set(one.influences) for one in each.indicators}
    files = [
        each
        for each in file_frameworks().values()
        if isinstance(each, Ties) and each.influences.partition("@")[0] == influences.key
    ]
    for each in handed_down(files, framework, also_earlier=not speaks_itself):
        for tie in each.ties:
            found.setdefault(tie.indicator, set()).update(tie.influences)
    order = influences.codes()
    tied = {
        code: tuple(each for each in order if each in found.get(code, ()))
        for code in framework.codes()
    }
    return {code: codes for code, codes in tied.items() if codes}
