"""Every framework that a trust may rate itself on, in the one shape that is rated.

A maturity framework is it already. The wheel's authors set no scale and the influences were found
by reviewers; a trust may rate itself on either, on the scale of three levels that its learning
framework has, so that they can be drawn and compared over time.
"""

from functools import cache

from adoption_reviews.frameworks import (
    AnyFramework,
    Domain,
    FrameworkError,
    Indicator,
    InfluencesFramework,
    Level,
    MaturityFramework,
    SubDomain,
    WheelFramework,
    all_frameworks,
    get_framework,
    newest,
)

THREE_LEVELS = (
    Level(value=1, title="Little or no progress"),
    Level(value=3, title="Making progress"),
    Level(value=5, title="Proud to share"),
)


def rated_framework(ref: str) -> MaturityFramework:
    """The framework `key@version` as domains, sub-domains and indicators under its own codes.

    Raises FrameworkError when there is none, or when nobody can rate themselves on it.
    """
    framework = get_framework(ref)
    shaped = framework if isinstance(framework, MaturityFramework) else _shaped(ref)
    if shaped is None:
        raise FrameworkError(f"{ref} is not a framework to rate oneself on")
    return shaped


def ratable_frameworks() -> list[MaturityFramework]:
    """What a trust may rate itself on: the newest version of each, maturity frameworks first.

    Shipped ones, those of the hub's folder and those that the hub published. One query.
    """
    shaped = [as_rated(each) for each in all_frameworks().values()]
    found = newest(each for each in shaped if each is not None)
    own = {each.ref for each in found if isinstance(get_framework(each.ref), MaturityFramework)}
    return sorted(found, key=lambda each: each.ref not in own)


def newest_version(ref: str) -> str:
    """The newest version of the framework of which `ref` is one; `ref` where there is none."""
    key = ref.partition("@")[0]
    return next((each.ref for each in ratable_frameworks() if each.key == key), ref)


@cache
def _shaped(ref: str) -> MaturityFramework | None:
    """Of a file that is not a maturity framework, made once."""
    return as_rated(get_framework(ref))


def as_rated(framework: AnyFramework) -> MaturityFramework | None:
    """The same in the shape that is rated; None for a framework that is not rated."""
    match framework:
        case MaturityFramework():
            return framework
        case WheelFramework():
            return _of_domains(framework, (_wheel(framework),))
        case InfluencesFramework():
            return _of_domains(framework, tuple(_stage(each) for each in framework.stages))
    return None


def _of_domains(framework: AnyFramework, domains: tuple[Domain, ...]) -> MaturityFramework:
    return MaturityFramework(
        key=framework.key,
        version=framework.version,
        title=framework.title,
        source=framework.source,
        scale=THREE_LEVELS,
        domains=domains,
    )


def _wheel(framework: WheelFramework) -> Domain:
    return Domain(
        key="wheel",
        title="The wheel",
        why="Twelve sides of a hub or system that adopts innovation, to look at again over time.",
        sub_domains=tuple(_sub_domain(each) for each in framework.segments),
    )


def _stage(stage) -> Domain:
    return Domain(
        key=stage.key,
        title=stage.title,
        why=stage.opening_question,
        sub_domains=tuple(_sub_domain(each) for each in stage.influences),
    )


def _sub_domain(described) -> SubDomain:
    """One indicator under its title: what the framework describes is what is rated."""
    indicator = Indicator(key=described.key, title=described.description)
    return SubDomain(key=described.key, title=described.title, indicators=(indicator,))
