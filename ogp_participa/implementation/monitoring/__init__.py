"""Monthly reports on milestones, by institutions and by the forum, with the evidence they rest on."""
