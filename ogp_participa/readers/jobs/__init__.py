"""The work that no request waits for: what the worker does, when, and the commands that do it by hand."""
