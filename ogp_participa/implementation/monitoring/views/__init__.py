"""Pages of monitoring: reports and their evidence, and the desk of staff."""

from ogp_participa.implementation.monitoring.views import staff
from ogp_participa.implementation.monitoring.views.reporting import pages

__all__ = ["pages", "staff"]
