"""Agreement as pages and files print it: numbers with three decimals, reasons in words."""

from dataclasses import dataclass
from fractions import Fraction

from adoption_reviews.codes import Code
from adoption_reviews.sheets import Sheet
from reports.agreement.coefficients import Coefficient
from reports.agreement.table import BANDS, Agreement, Table, band
from reports.agreement.units import Unit
from reports.queries.agreement import code_named
from reports.wording import counted

ORDINALS = ["First coding", "Second coder", "Third coder", "Fourth coder", "Fifth coder"]
UNIT_WORDS = {
    Unit.SEGMENT: "A unit is one segment of the transcript: it has a code when a marked passage "
    "reaches into it.",
    Unit.CHARACTER: "A unit is one character of the transcript: how exactly two people marked the "
    "same words tells as well.",
}
LANDIS_AND_KOCH = [
    ("below 0", BANDS[0][1]),
    ("0 to 0.20", BANDS[1][1]),
    ("0.21 to 0.40", BANDS[2][1]),
    ("0.41 to 0.60", BANDS[3][1]),
    ("0.61 to 0.80", BANDS[4][1]),
    ("0.81 to 1", BANDS[5][1]),
]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. `why_not` says what is not defined and why, once."""

    title: str
    group: str
    given: tuple[int, ...]
    n_units: str
    observed: str
    kappa: str
    alpha: str
    band: str
    why_not: str


def number(coefficient: Coefficient) -> str:
    """ "0.743", "−0.090" or "not defined", rounded once from the exact fraction."""
    if coefficient.value is None:
        return "not defined"
    rounded = float(round(coefficient.value, 3))
    return f"{rounded:.3f}".replace("-", "−")


def percent(coefficient: Coefficient) -> str:
    """ "85.0%", rounded once; 100.0% and 0.0% only when it is so exactly."""
    if coefficient.value is None:
        return "not defined"
    tenths = round(1000 * coefficient.value)
    if tenths == 1000 and coefficient.value < 1:
        tenths = 999
    if tenths == 0 and coefficient.value > 0:
        tenths = 1
    return f"{float(Fraction(tenths, 10)):.1f}%"


def rows(table: Table, codes: dict[str, Code]) -> list[Row]:
    """The overall line first, then the codes in the order of the review's codes."""
    order = {key: place for place, key in enumerate(codes)}
    each = sorted(table.rows, key=lambda row: (order.get(row.code, len(order)), row.code))
    overall = _row(table.overall, "All codes together", "", table.kappa_name)
    return [overall] + [
        _row(row, code.title, code.group, table.kappa_name)
        for row in each
        for code in [code_named(codes, row.code)]
    ]


def _row(row: Agreement, title: str, group: str, kappa_name: str) -> Row:
    missing = {
        found.why_not: name
        for name, found in ((kappa_name, row.kappa), ("Alpha", row.alpha))
        if found.why_not
    }
    return Row(
        title=title,
        group=group,
        given=row.given,
        n_units=f"{row.n_units:,}",
        observed=percent(row.observed),
        kappa=number(row.kappa),
        alpha=number(row.alpha),
        band=band(row.kappa) or band(row.alpha),
        why_not=". ".join(f"Not defined: {why}" for why in missing),
    )


def coder_names(n_coders: int) -> list[str]:
    """What the columns of several interviews are called, where the people differ."""
    return [
        ORDINALS[place] if place < len(ORDINALS) else f"Coder {place + 1}"
        for place in range(n_coders)
    ]


def sheet(table: Table, codes: dict[str, Code], coders: list[str], unit: Unit, meant: str) -> Sheet:
    """The table as a file has it: coefficients as the nearest float, not rounded."""
    order = {key: place for place, key in enumerate(codes)}
    lines = []
    for row in [
        table.overall,
        *sorted(table.rows, key=lambda row: (order.get(row.code, len(order)), row.code)),
    ]:
        code = code_named(codes, row.code) if row.code else None
        lines.append(
            [
                code.title if code else "All codes together",
                code.group if code else "",
                row.code,
                unit.value,
                meant,
                row.n_units,
                *row.given,
                *(
                    None if found.value is None else float(found)
                    for found in (row.observed, row.kappa, row.alpha)
                ),
                table.kappa_name,
                row.kappa.why_not,
                row.alpha.why_not,
            ]
        )
    headers = ["Code", "Group", "Key", "Unit", "Agreement on", "Units"]
    headers += [f"Marks: {name}" for name in coders]
    headers += ["Observed agreement", "Kappa", "Krippendorff’s alpha", "Which kappa"]
    headers += ["Why kappa is not defined", "Why alpha is not defined"]
    return Sheet("Agreement", headers, lines)


def progress_words(n_settled: int, n: int) -> str:
    return f"{n_settled} of {counted(n, 'difference')} settled"
