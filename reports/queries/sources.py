"""What published evidence says about an influence."""

from adoption_reviews.frameworks import EvidenceSources, Source, file_frameworks


def sources_on(code: str) -> list[Source]:
    """The published sources that bear on an influence, in the order of their files."""
    return [
        source
        for framework in file_frameworks().values()
        if isinstance(framework, EvidenceSources)
        for source in framework.sources
        if code in source.bears_on
    ]
