"""What indicators bear on: from the framework itself, and from files that tie two frameworks."""

from adoption_reviews.frameworks.finding import file_frameworks, get_framework
from adoption_reviews.frameworks.schema import InfluencesFramework, MaturityFramework, Ties
from adoption_reviews.frameworks.versions import newest


def ties(framework_ref: str, influences_ref: str) -> dict[str, tuple[str, ...]]:
    """Indicator code → the influences it bears on, both in the order of their framework.

    Indicators that bear on none are left out. What the framework's own indicators say and what
    files of ties say is put together; of several versions of one such file the newest counts. A
    trust that rates the influences themselves says of each influence just that. Raises
    FrameworkError when one of the frameworks is not there.
    """
    framework, influences = get_framework(framework_ref), get_framework(influences_ref)
    found: dict[str, set[str]] = {}
    if isinstance(framework, InfluencesFramework) and framework_ref == influences_ref:
        found = {code: {code} for code in framework.codes()}
    if isinstance(framework, MaturityFramework) and framework.influences == influences_ref:
        for each in framework.domains:
            found |= {indicator.key: set(indicator.influences) for indicator in each.indicators}
    files = [each for each in file_frameworks().values() if isinstance(each, Ties)]
    for each in newest(files):
        if (each.framework, each.influences) == (framework_ref, influences_ref):
            for tie in each.ties:
                found.setdefault(tie.indicator, set()).update(tie.influences)
    order = influences.codes()
    return {
        code: tuple(each for each in order if each in found[code])
        for code in framework.codes()
        if found.get(code)
    }
