"""The public record: every verb of every room leaves one event here, written once and never changed.

What each kind of event may carry stands on one line in ``kinds.py``, so that no ballot and no private person shows
in it. Timelines, notices and feeds read these events; nobody calls them.
"""
