"""The demo hub: five invented trusts, their reviews and every word in them.

The words are in the YAML files beside this one. `words` reads them, `dealing` decides who says
which line, `transcript` makes an interview of it, the `rows_*` modules store it, `load` runs all.
Nothing here is chance: the same words give the same rows each time.
"""
