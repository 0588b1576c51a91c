"""Runs: what is known of each run, as columns over all of them. `facts` says what there is."""
