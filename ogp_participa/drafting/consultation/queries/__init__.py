"""What the consultation looks up: drafts, contributions, reports of contributions."""
