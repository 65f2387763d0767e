"""The pages about the platform: how it works, privacy, accessibility, taking part without internet."""
