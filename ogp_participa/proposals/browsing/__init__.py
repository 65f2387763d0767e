"""Browsing: lists of proposals, filtered, in one of the orders, page by page."""
