"""Which quotes a report prints: always the same ones for the same evidence."""

from adoption_reviews.vocabulary import Direction
from reports.evidence_rules import Status
from reports.queries.evidence import InfluenceEvidence, Quote

QUOTES_EACH = 2
TELLING = range(40, 281)  # characters of a quote that says something and is quickly read


def quotes_printed(
    found: list[InfluenceEvidence], usable: dict[str, list[Quote]]
) -> dict[str, list[Quote]]:
    """Influence code → the quotes printed; words that stand under one influence already are
    printed again only where there are no others."""
    chosen, printed = {}, set()
    for each in found:
        quotes = usable.get(each.code, [])
        fresh = [quote for quote in quotes if quote.passage_id not in printed]
        chosen[each.code] = chosen_quotes(each.status, fresh or quotes)
        printed |= {quote.passage_id for quote in chosen[each.code]}
    return chosen


def chosen_quotes(status: Status, quotes: list[Quote]) -> list[Quote]:
    """At most two quotes: what the status says first, telling ones, short before long.

    The second comes from another person and, where there is one, from another role group; under
    a mixed influence it says the opposite, under a present or missing one nothing says that.
    """
    wanted = {
        Status.PRESENT: [Direction.HELPS, Direction.MIXED],
        Status.MISSING: [Direction.HINDERS, Direction.MIXED],
    }.get(status, [Direction.HELPS, Direction.MIXED, Direction.HINDERS])
    quotes = [quote for quote in quotes if quote.direction in wanted]

    def rank(quote, directions):
        return (
            directions.index(quote.direction),
            len(quote.text) not in TELLING,
            len(quote.text),
            quote.passage_id,
        )

    chosen = sorted(quotes, key=lambda quote: rank(quote, wanted))[:1]
    if chosen:
        [first] = chosen
        others = [quote for quote in quotes if quote.participant_id != first.participant_id]
        if status is Status.MIXED:
            wanted = [each for each in wanted if each != first.direction] + [first.direction]
        others.sort(
            key=lambda quote: (
                wanted.index(quote.direction),
                quote.role_group == first.role_group,
                rank(quote, wanted),
            )
        )
        chosen += others[: QUOTES_EACH - 1]
    return chosen
