"""Staff turn counted proposals into commitments, and answer everybody else with a reason."""
