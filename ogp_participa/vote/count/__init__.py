"""Close the count of a vote, show its result and its selection board, and take out a winner that proves unfeasible."""
