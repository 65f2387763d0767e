"""What becomes of a published plan's promises, from its first day to its last.

The month's reports of the institutions, their evidence and the state of each milestone belong here.
No room has moved in yet: until one does, the published plan and its amendments are in ``decision``.
"""
