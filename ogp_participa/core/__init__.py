"""What every page stands on.

Nothing here knows a room: the database and the rule that a request is a transaction, verdicts, forms, languages,
people's texts, files, errors, logs and jobs. What a library does is met in one file each, and vocabularies hold the
words of others (OGP's values and areas, the city's territories).
"""
