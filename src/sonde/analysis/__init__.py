"""Analysis: what trials tell of their hyperparameters. Arithmetic on columns; it knows no run, no file and no request."""
