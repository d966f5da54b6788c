"""Ids as text, made by the database."""

from django.db.models import CharField, Func, UUIDField

GROUPS = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))  # first digit and how many, of a UUID


class AsText(Func):
    """A column as text; a UUID as Python writes it, in small letters with hyphens.

    A text of an hour has thousands of them: no need to make each a UUID only to write it out.
    """

    arity = 1
    output_field = CharField()
    template = "CAST(%(expressions)s AS text)"

    def as_sqlite(self, compiler, connection, **more):
        """SQLite keeps a UUID as its 32 digits."""
        [column] = self.source_expressions
        field = column.output_field
        if not isinstance(getattr(field, "target_field", field), UUIDField):
            return self.as_sql(compiler, connection, **more)
        sql, params = compiler.compile(column)
        groups = [f"substr({sql}, {first}, {many})" for first, many in GROUPS]
        return " || '-' || ".join(groups), [*params] * len(GROUPS)
