"""What was learned from tagged talks and ships as data.

`acts.npz` says what a message or a short text does, `outcomes.json` what follows for a practice. `talks/`, `notes/` and
`promises/` hold what it was learned from;
`python -m practices.learned.train` makes both files from them again. Nothing here knows a customer.
"""
