"""Words that are stored under keys and said in the page's language: labels, policy areas, territories."""
