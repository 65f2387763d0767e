"""Reading the count: results, participation, and how it is told."""
