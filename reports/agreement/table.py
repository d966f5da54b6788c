"""Agreement on each code and on all together, over one text or several."""

from collections import Counter
from dataclasses import dataclass

from reports.agreement.coefficients import (
    Coefficient,
    cohen_kappa,
    fleiss_kappa,
    krippendorff_alpha,
    observed_agreement,
)
from reports.agreement.units import Text, Unit, answers

COHEN, FLEISS = "Cohen’s kappa", "Fleiss’ kappa"
# Landis, J. R. and Koch, G. G. (1977). The measurement of observer agreement for categorical data.
# Biometrics 33(1), 159-174: the most a coefficient can be in each band, in hundredths.
BANDS = [
    (-1, "poor"),
    (20, "slight"),
    (40, "fair"),
    (60, "moderate"),
    (80, "substantial"),
    (100, "almost perfect"),
]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far the coders agree on one code, or on all of them: `code` is then empty."""

    code: str
    given: tuple[int, ...]  # how many marks each coder made with it, the first coding first
    n_units: int  # decisions compared; over all codes together each unit counts once for each
    observed: Coefficient
    kappa: Coefficient  # Cohen's of two coders, Fleiss' of more
    alpha: Coefficient


@dataclass(frozen=True, slots=True)
class Table:
    kappa_name: str
    overall: Agreement
    rows: tuple[Agreement, ...]  # the codes that anybody gave, as first given


def agreement_table(texts: list[Text], unit: Unit, *, by_direction: bool = False) -> Table:
    """Agreement over `texts`. A code that nobody gave in any of them is left out.

    The number of coders may differ between texts; then only alpha is defined.
    """
    kappa, name = _kappa(texts)
    rows, everything = [], Counter()
    for code in dict.fromkeys(code for text in texts for code in text.codes()):
        found = Counter()
        for text in texts:
            found.update(answers(text, code, unit, by_direction=by_direction))
        everything.update(found)
        rows.append(_agreement(code, texts, found, kappa))
    return Table(name, _agreement("", texts, everything, kappa), tuple(rows))


def _kappa(texts: list[Text]):
    if all(text.n_coders == 2 for text in texts):
        return cohen_kappa, COHEN
    return fleiss_kappa, FLEISS


def _agreement(code: str, texts: list[Text], found: Counter, kappa) -> Agreement:
    given = Counter(each.coder for text in texts for each in text.given if code in ("", each.code))
    n_coders = max((text.n_coders for text in texts), default=0)
    return Agreement(
        code=code,
        given=tuple(given[coder] for coder in range(n_coders)),
        n_units=found.total(),
        observed=observed_agreement(found),
        kappa=kappa(found),
        alpha=krippendorff_alpha(found),
    )


def band(coefficient: Coefficient) -> str:
    """What Landis and Koch call it, as it is printed with two decimals; "" when not defined."""
    if coefficient.value is None:
        return ""
    hundredths = round(100 * coefficient.value)
    return next(words for most, words in BANDS if hundredths <= most)
