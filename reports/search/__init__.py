"""Search: how words are made alike, what was asked for, what is shown of a text that was found.

Both databases index the same tokens, made here, so that both find the same.
"""
