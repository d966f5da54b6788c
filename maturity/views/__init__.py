"""A trust's self-ratings over HTTP."""
