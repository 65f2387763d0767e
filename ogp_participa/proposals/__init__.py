"""Residents write, send and read proposals.

A draft becomes a numbered proposal that the forum reads; what is published is listed in a fair order, searched,
followed and commented on. What people wrote at workshops in person is typed in by staff and goes the same way.
"""
