"""Search: by Portuguese word stem, without accents, forgiving typing errors, the same on both databases."""
