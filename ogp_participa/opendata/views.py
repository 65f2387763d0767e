"""Pages of the opendata room."""

from flask import Blueprint

pages = Blueprint("opendata", __name__)
