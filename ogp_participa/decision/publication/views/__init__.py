"""Pages of publication: what everybody reads, amendments, and the desk."""

from ogp_participa.decision.publication.views import amendments, desk

__all__ = ["amendments", "desk"]
