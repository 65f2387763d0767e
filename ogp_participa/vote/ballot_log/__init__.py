"""Seal the ballots' log: waiting leaves get their places in a batch, its head is signed, and receipts are found."""
