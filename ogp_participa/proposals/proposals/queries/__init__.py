"""Finding proposals."""
