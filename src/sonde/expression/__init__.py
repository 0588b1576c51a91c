"""Small expressions: read with their places, looked at by type, computed column by column. Nothing of a text is ever run.

`condition.parse` reads what a table of runs is filtered by, `evaluation.evaluate` says for which rows it holds, `completion.complete` what
may stand where somebody types, `printing.text_of` writes it again. `tokens` and `parser` are what other languages are read by too.
"""
