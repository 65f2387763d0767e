"""Pages of the proposals room."""

from flask import Blueprint

pages = Blueprint("proposals", __name__)
