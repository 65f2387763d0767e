"""Staff enter the ballots of people without internet: on paper, or typed with the person's help."""
