"""Plans: what an edition says of itself, its themes and rules, and where its calendar stands."""
