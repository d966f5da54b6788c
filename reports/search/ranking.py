"""The order of what was found: BM25 without the rarity of words, then the newest day, then as read.

Everything found holds every word that was asked for, so how rare a word is would say little; the
commonest words of the language weigh a tenth instead. Numbers come from the database as integers
and are weighed here, so that both databases give the same order.
"""

SATURATION = 1.2  # BM25's k1: how soon a word said again stops to count
BY_LENGTH = 0.4  # BM25's b: how much a long text is held back; short questions say little
COMMON_WEIGHT = 0.1
COMMON_WORDS = """
a about after all also am an and ani are as at be been but by can could did do dont down for from
get go had has have he her him his how i if in into is it its just like me more my no not of on
one or our out over realli said she so some than that the them their then there they thing this to
up us veri was we were what when which who will with would you your
"""
COMMON = frozenset(COMMON_WORDS.split())  # as stems


def weight(stems: tuple[str, ...]) -> float:
    """What something asked for weighs: least where all its words are common ones."""
    return COMMON_WEIGHT if stems and set(stems) <= COMMON else 1.0


def score(times: tuple[int, ...], weights: list[float], n_words: int, average: float) -> float:
    """`times` each thing asked for stands in a text of `n_words`; `average` of all found."""
    length = SATURATION * (1 - BY_LENGTH + BY_LENGTH * n_words / average)
    return sum(
        weight * count * (SATURATION + 1) / (count + length)
        for count, weight in zip(times, weights, strict=True)
    )
