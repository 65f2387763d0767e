"""Pages of the consultation: drafts, contributions to them, and reports of contributions."""

from ogp_participa.drafting.consultation.views import contributions, reports
from ogp_participa.drafting.consultation.views.drafts import pages

__all__ = ["contributions", "pages", "reports"]
