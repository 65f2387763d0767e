"""Check the public bundle of a counted vote: the signed log, every opened ballot, and the rule that chose the winners.

Nothing but Python's standard library is used, and no other package of the platform. The folder is copied as it is into
each bundle, where ``verify.py`` beside it runs :func:`check.main`: whoever checks runs what the platform itself runs.
"""
