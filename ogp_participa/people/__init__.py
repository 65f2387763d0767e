"""Residents get an account, prove their e-mail address and sign in; the office gives roles.

The name that stands under what somebody writes, what is held about them and what is left of an erased account are
decided here. Letters about an account and about all else leave through one outbox.
"""
