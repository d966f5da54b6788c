"""Marking passages of texts as evidence, whichever app keeps the text: see `sources.Source`."""
