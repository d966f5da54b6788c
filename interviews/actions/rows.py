"""Writing a thousand rows at once, in a fraction of the time that making objects of them takes."""

from collections.abc import Iterable

from django.db import connection, models

AT_ONCE = 500  # rows in a statement


def insert_alike(row: models.Model, names: list[str], values: Iterable[tuple]) -> None:
    """Insert a copy of `row`, which is not stored itself, for each of `values`.

    `names` are the columns in which the copies differ, and each of `values` what they hold there,
    as the database takes it: numbers, words or None, and keys as the field prepares them.
    """
    fields = [field for field in row._meta.concrete_fields if field.attname not in names]
    fields = [field for field in fields if not (field.primary_key and row.pk is None)]
    same = tuple(
        field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields
    )
    columns = [*names, *(field.column for field in fields)]
    quoted = ", ".join(connection.ops.quote_name(column) for column in columns)
    table = connection.ops.quote_name(row._meta.db_table)
    one = f"({', '.join(['%s'] * len(columns))})"
    values = list(values)
    with connection.cursor() as cursor:
        for begin in range(0, len(values), AT_ONCE):
            some = values[begin : begin + AT_ONCE]
            sql = f"INSERT INTO {table} ({quoted}) VALUES {', '.join([one] * len(some))}"
            cursor.execute(sql, [value for each in some for value in (*each, *same)])
