"""E-mail addresses, phone numbers, postcodes and NHS numbers in a text.

Each function gives (begin, end) of what it finds in `plain` text, as `words.plain` makes it.
"""

import re
from collections.abc import Iterator

AT = r"\s?(?:@|[(\[]\s?at\s?[)\]])\s?"
DOT = r"(?:\.|\s?[(\[]\s?dot\s?[)\]]\s?)"
LABEL = r"[^\W_](?:[\w-]{0,62})"
EMAIL = re.compile(
    rf"(?<![\w.+'-])[\w.+'-]{{1,64}}(?:{AT}{LABEL}(?:{DOT}{LABEL})+"
    rf"|\sat\s{LABEL}(?:\sdot\s{LABEL})+)",
    re.IGNORECASE,
)

BETWEEN = r"[\s().\-\u2010-\u2015]{0,3}"
# In Britain: 0 or +44 and nine or ten digits more. Elsewhere: + and eight to fifteen digits.
DIALLED = re.compile(
    rf"(?<![\w+])(?:(?:\+|00)\s?44{BETWEEN}(?:0{BETWEEN})?|\(?0(?={BETWEEN}[1-35789]))"
    rf"(?:{BETWEEN}\d){{8,10}}(?!\d)"
    rf"|(?<![\w+])\+\s?\d(?:{BETWEEN}\d){{7,14}}(?!\d)"
    rf"|(?<![\w+.,-])(?<!\d\s)\d{{3}}[\s-]\d{{4}}(?![\d,]|[.-]\d)"
)
EXTENSION = re.compile(r"[\s,]{0,3}(?:\(\s?)?(?:ext(?:ension|n)?|x)\.?\s?\d{2,6}\)?", re.IGNORECASE)
# Fewer digits after a word that says what they are: "bleep 4321", "on extension 204".
TOLD = re.compile(
    r"\b(?:bleep|bleeped|bleeping|pager|paged|ext|extn|extension|switchboard|tel|telephone|phone"
    r"|mobile|mob|fax|dect|vocera)\.?:?\s{0,2}"
    r"(?:(?:number|no|on|is|was|me|her|him|them|us)\.?:?\s){0,3}#?\d(?:[\s-]?\d){2,10}(?!\d)"
    r"|\bx\d{4,5}\b",
    re.IGNORECASE,
)
# A day, or part of a number with a point, that only looks like a number to dial.
NO_NUMBER = re.compile(r"\d\d([.-])\d\d\1\d{4}|0\.\d+$|\d{4}-\d\d-\d\d")
FOR_EVERYBODY = {"999", "111", "112", "101", "119", "2222", "18000", "116123"}

POSTCODE = re.compile(
    r"(?<![^\W_])(?:[A-Z]{1,2}\d[A-Z\d]?|GIR)[ \t\u00a0]{0,2}\d[A-Z]{2}(?![^\W_])", re.IGNORECASE
)
ORDINAL = re.compile(r"\d(?:st|nd|rd|th)$")

TEN_DIGITS = re.compile(r"(?<![\d.,+])(?=(\d(?:[\s\u2010-\u2015-]{0,2}\d){9})(?![\d]|[.,]\d))")
WRITTEN_AS_ONE = re.compile(r"\d{10}|\d{3}[\s-]\d{3}[\s-]\d{4}")


def emails(plain: str) -> Iterator[tuple[int, int]]:
    for match in EMAIL.finditer(plain):
        yield match.span()


def phone_numbers(plain: str) -> Iterator[tuple[int, int]]:
    """Numbers that somebody can be rung or bleeped by, with their extensions."""
    for match in DIALLED.finditer(plain):
        if not NO_NUMBER.match(match[0].lstrip("(")):
            extension = EXTENSION.match(plain, match.end())
            yield match.start(), (extension or match).end()
    for match in TOLD.finditer(plain):
        if _digits(match[0]) not in FOR_EVERYBODY:
            yield match.span()


def postcodes(plain: str) -> Iterator[tuple[int, int]]:
    for match in POSTCODE.finditer(plain):
        if not ORDINAL.search(match[0]):
            yield match.span()


def nhs_numbers(plain: str) -> Iterator[tuple[int, int]]:
    """Ten digits in any spacing whose last is the right check digit. Begun with 0: a phone's."""
    for match in TEN_DIGITS.finditer(plain):
        if not match[1].startswith("0") and is_nhs_number(_digits(match[1])):
            yield match.span(1)


def long_numbers(plain: str) -> Iterator[tuple[int, int]]:
    """Ten digits written as an NHS number is, with a wrong check digit: perhaps a mistyped one."""
    for match in TEN_DIGITS.finditer(plain):
        as_one = WRITTEN_AS_ONE.fullmatch(match[1])
        if as_one and not match[1].startswith("0") and not is_nhs_number(_digits(match[1])):
            yield match.span(1)


def is_nhs_number(digits: str) -> bool:
    """Whether ten digits end with the check digit that the others give (modulus 11)."""
    weighted = sum(int(digit) * (10 - place) for place, digit in enumerate(digits[:9]))
    return len(digits) == 10 and (11 - weighted % 11) % 11 == int(digits[9])


def _digits(text: str) -> str:
    return "".join(str(int(each)) for each in text if each.isdecimal())
