"""Browsing the proposals of a plan: filters, orders, pages, counts. Voting and open data show the same lists."""
