"""Every verb of moderation."""
