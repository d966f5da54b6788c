"""Agreement beyond chance, computed in exact fractions and rounded only when it is printed.

What was answered is a mapping from a tuple of answers, one for each coder, to the number of units
that were answered so. An answer is anything hashable; None is a coder who gave none.
"""

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from fractions import Fraction

Answers = Mapping[tuple[Hashable | None, ...], int]

NOTHING = "there is nothing to compare"
ALWAYS_THE_SAME = "everybody gave the same answer throughout, so chance alone explains it"
TWO_CODERS = "it is for two coders"
SEVERAL_CODERS = "it is for three coders or more"
NOT_EVERYBODY = "not every coder coded every unit"


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A number up to 1, or None with the reason why it is not defined."""

    value: Fraction | None
    why_not: str = ""

    def __float__(self) -> float:
        """The nearest float. Raises ValueError when it is not defined."""
        if self.value is None:
            raise ValueError(f"Not defined: {self.why_not}")
        return float(self.value)


def observed_agreement(answers: Answers) -> Coefficient:
    """The share of pairs of coders who answered alike, on average over the units.

    For two coders the share of units. Units that fewer than two answered are left out. It is the
    mean of P_i in Fleiss (1971), equation 2.
    """
    units = 0
    alike = Fraction(0)
    for given, n in answers.items():
        counts = _counts(given)
        coders = counts.total()
        if coders > 1:
            units += n
            alike += n * Fraction(_pairs_alike(counts), coders * (coders - 1))
    return Coefficient(alike / units) if units else Coefficient(None, NOTHING)


def cohen_kappa(answers: Answers) -> Coefficient:
    """Cohen's kappa of two coders: (p_o - p_e) / (1 - p_e).

    p_e is what two coders would agree on by chance who give each answer as often as these two did.
    Cohen, J. (1960). A coefficient of agreement for nominal scales. Educational and Psychological
    Measurement 20(1), 37-46.
    """
    if refusal := _refused(answers):
        return refusal
    if any(len(given) != 2 for given in answers):
        return Coefficient(None, TWO_CODERS)
    first, second, alike = Counter(), Counter(), 0
    for (one, other), n in answers.items():
        first[one] += n
        second[other] += n
        alike += n if one == other else 0
    units = first.total()
    by_chance = Fraction(sum(n * second[answer] for answer, n in first.items()), units**2)
    return _beyond_chance(Fraction(alike, units), by_chance)


def fleiss_kappa(answers: Answers) -> Coefficient:
    """Fleiss' kappa: every unit is answered by the same number of coders, whoever they are.

    Chance is that of coders who all give each answer as often as all gave it together.
    Fleiss, J. L. (1971). Measuring nominal scale agreement among many raters. Psychological
    Bulletin 76(5), 378-382.
    """
    if refusal := _refused(answers):
        return refusal
    numbers = {len(given) for given in answers}
    if len(numbers) > 1:
        return Coefficient(None, NOT_EVERYBODY)
    if numbers.pop() < 2:
        return Coefficient(None, SEVERAL_CODERS)
    given_in_all = Counter()
    for given, n in answers.items():
        for answer in given:
            given_in_all[answer] += n
    by_chance = Fraction(sum(n * n for n in given_in_all.values()), given_in_all.total() ** 2)
    return _beyond_chance(observed_agreement(answers).value, by_chance)


def krippendorff_alpha(answers: Answers) -> Coefficient:
    """Krippendorff's alpha for nominal data: 1 - D_o / D_e, over pairs of answers to one unit.

    Any number of coders; answers may be missing: units with fewer than two are left out.
    Krippendorff, K. (2011). Computing Krippendorff's alpha-reliability. University of
    Pennsylvania, Annenberg School for Communication; section C.
    """
    values, differing = Counter(), Fraction(0)  # n_c, and the sum of o_ck where c is not k
    for given, n in answers.items():
        counts = _counts(given)
        coders = counts.total()
        if coders > 1:
            for answer, times in counts.items():
                values[answer] += n * times
            pairs = coders * (coders - 1)
            differing += n * Fraction(pairs - _pairs_alike(counts), coders - 1)
    total = values.total()
    if not total:
        return Coefficient(None, NOTHING)
    expected = total * total - sum(n * n for n in values.values())
    if not expected:
        return Coefficient(None, ALWAYS_THE_SAME)
    return Coefficient(1 - (total - 1) * differing / expected)


def _counts(given) -> Counter:
    return Counter(answer for answer in given if answer is not None)


def _pairs_alike(counts: Counter) -> int:
    """Ordered pairs of coders who gave the same answer to one unit."""
    return sum(n * (n - 1) for n in counts.values())


def _refused(answers: Answers) -> Coefficient | None:
    if not any(answers.values()):
        return Coefficient(None, NOTHING)
    if any(answer is None for given in answers for answer in given):
        return Coefficient(None, NOT_EVERYBODY)
    return None


def _beyond_chance(observed: Fraction, by_chance: Fraction) -> Coefficient:
    if by_chance == 1:
        return Coefficient(None, ALWAYS_THE_SAME)
    return Coefficient((observed - by_chance) / (1 - by_chance))
