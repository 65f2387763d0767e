"""The vote: ballots come in, a signed log holds them, the count is closed once, and anybody can repeat it.

Rooms stand in that order: the arithmetic first, then ballots, their log, the count, and the bundle that proves it.
Who a ballot belongs to (identities, a changed e-mail address) comes last, since one person has one ballot.
"""
