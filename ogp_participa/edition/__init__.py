"""The office opens an edition of the plan: its themes, the rules of its vote and its calendar.

The calendar and the clock decide what anybody may do at a moment; nothing is switched by hand. Institutions of
government and organisations of civil society keep the names that they had.
"""
