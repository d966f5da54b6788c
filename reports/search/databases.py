"""Both databases behind one function each: what they differ in when they look for words."""

from django.db import connection
from django.db.models import BooleanField, F, Func, IntegerField, Q, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Length, Replace

from reports.search.asking import Asked, Wanted
from reports.search.tokens import fts5, standing, tsquery


def holding(entries, asked: Asked, review_ids: list[int]):
    """Those of `entries`, a QuerySet of SearchEntry, that hold what was asked for."""
    if connection.vendor == "sqlite":
        sql = "SELECT rowid FROM reports_searchentry_words WHERE reports_searchentry_words MATCH %s"
        entries = entries.filter(pk__in=RawSQL(sql, [fts5(asked, review_ids)]))
    else:
        sql = "reports_searchentry.words @@ %s::tsquery"
        found = RawSQL(sql, [tsquery(asked, review_ids)], output_field=BooleanField())
        entries = entries.filter(found)
    for each in asked.wanted:
        if len(each.stems) > 1:
            entries = entries.filter(_stands(each))
    for each in asked.left_out:
        if len(each.stems) > 1:
            entries = entries.filter(~_stands(each))
    return entries


def _stands(wanted: Wanted) -> Q:
    return Q(tokens__contains=standing(wanted))


def times(wanted: Wanted):
    """How often it stands in an entry: an expression. Phrases are counted where they are apart."""
    words = standing(wanted)
    without = Length(Replace(F("tokens"), Value(words), Value("")))
    cut = Length("tokens") - without
    return Func(cut, template=f"(%(expressions)s) / {len(words)}", output_field=IntegerField())
