"""Coimplementation: what becomes of a published plan's promises, month by month.

Institutions report on their milestones, the forum says its own word beside them, and both bring evidence.
How a milestone stands is worked out from dates, reports and evidence by one published rule, never typed.
"""
