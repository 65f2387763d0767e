"""Pages of the count: the result, the board before and after it, closing, taking a winner out."""
