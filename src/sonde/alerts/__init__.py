"""Alerts: rules over the scalars of any run, what fired, and who was told of it.

`nouns` says what a rule is and what it did. `onsets` finds in the points of a series where its condition began to hold, `trial` does so in
everything that is there, `watch` while files grow. `store` keeps rules and history, `channels` tells people.
"""
