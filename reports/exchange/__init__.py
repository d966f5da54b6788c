"""Evidence in the formats of other tools. Bytes and plain values only; no database.

REFI-QDA is the exchange format of the programs that people code with: a `.qdpx` archive holds a
project, a `.qdc` file a codebook. `project` is what both say, `reading` and `writing` go between
it and the bytes, `archive` refuses what no honest program writes, `sheets` makes tables.
"""
