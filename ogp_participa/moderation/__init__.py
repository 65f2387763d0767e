"""Members of the forum read what residents send, and publish it, ask for a change, join it with another or refuse it.

A refusal needs two readers of different sectors and a reason of the published catalogue; its author can appeal once
to members who took no part. Everybody reads the register of these decisions.
"""
