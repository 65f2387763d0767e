"""The forum deliberates on the draft, institutions sign acts, and people read whether the motion carried and why."""
