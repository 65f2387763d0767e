"""The edition that runs today: its people, proposals, decisions and ballots, written as rows with their events."""
