"""The signed log of the ballots: leaves in batches, receipts in words, and finding one's own."""
