"""The public side of coimplementation: how a plan stands, each milestone's way, and the bundle that proves it."""
