"""Departments give opinions on proposals and commitments, and whom it concerns may appeal against them."""
