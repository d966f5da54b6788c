"""Small frameworks to count on, and what was answered in letters."""

from collections import Counter

from adoption_reviews.frameworks import Domain, Indicator, Level, MaturityFramework, SubDomain
from maturity.adding_up import NOT_APPLICABLE


def framework(*domains, scale=(1, 3, 5), key="small", version="1"):
    """`domains`: lists of sub-domains, each the codes of its indicators: ("a b", "c")."""
    return MaturityFramework(
        key=key,
        version=version,
        title="Small",
        source="Tests",
        scale=tuple(Level(value=value, title=f"Level {value}") for value in scale),
        domains=tuple(
            Domain(
                key=f"d{number}",
                title=f"Domain {number}",
                why="To count",
                sub_domains=tuple(
                    SubDomain(
                        key=f"d{number}s{place}",
                        title=f"Sub-domain {number}.{place}",
                        indicators=tuple(
                            Indicator(key=code, title=code.upper()) for code in codes.split()
                        ),
                    )
                    for place, codes in enumerate(subs, start=1)
                ),
            )
            for number, subs in enumerate(domains, start=1)
        ),
    )


def said(words: str) -> Counter:
    """ "5 5 1 n -": two 5s, a 1, once not applicable; a dash is silence."""
    return Counter(NOT_APPLICABLE if each == "n" else int(each) for each in _spoken(words))


def _spoken(words: str) -> list[str]:
    return [each for each in words.split() if each != "-"]
