"""Workshops: sessions in person, and the contributions that staff type in from them."""
