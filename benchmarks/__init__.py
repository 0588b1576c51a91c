"""Sonde and TensorBoard measured side by side, in turn, in one run on one machine.

    make bench                              everything, at full size (about a quarter of an hour)
    make bench BENCH_ARGS=--small           everything, on small logs: a check that it works, no figures to quote
    make bench BENCH_ARGS='load page'       these alone

One file per benchmark; each gives rows (`rows.Row`). The rows are printed as a table, kept as JSON in results/, and
`python -m benchmarks.report` puts the newest full table into the README files.
"""
