"""Verdicts: a measurable statement of an article beside what the World's tables say.

One module for each kind of statement finds it in a sentence and answers it; `ledgers` holds the figures, `judging` the
rule that turns figures into a verdict (docs/theory/news.md).
"""
