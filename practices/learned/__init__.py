"""What was learned from tagged talks and ships as data.

`acts.npz` says what a message does, `outcomes.json` what follows for a practice. `talks/` holds the talks themselves;
`python -m practices.learned.train` makes both files from them again. Nothing here knows a customer.
"""
