"""Pages of the ballots' log."""

from flask import Blueprint

pages = Blueprint("proof", __name__)
