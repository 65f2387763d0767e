"""Pages of commitments: what everybody reads, and the editor."""

from ogp_participa.drafting.commitments.views import institutions, milestones

__all__ = ["institutions", "milestones"]
