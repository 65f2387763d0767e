"""Judging the plan together, and carrying its lessons into the next one.

Assessments, surveys, recommendations and the clock of what OGP asks belong here.
No room has moved in yet: the published plan is in ``decision``, what readers see of it in ``readers``.
"""
