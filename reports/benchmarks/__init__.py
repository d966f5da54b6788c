"""Benchmarks: each is a function that measures something of ours beside something known.

To add one, write a module with a function that gives `Measured`, and name the function in `ALL`.
It finds the demo hub in a database of its own, which is thrown away afterwards. Both sides take
turns in the same run, so that a busy machine slows both; what they need is made beforehand.
"""

from reports.benchmarks.report_build import report_build
from reports.benchmarks.transcript_import import transcript_import

ALL = [report_build, transcript_import]
