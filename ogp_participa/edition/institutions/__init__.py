"""Institutions: organisations of both sectors, their names of today and of before."""
