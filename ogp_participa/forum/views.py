"""Pages of the forum room."""

from flask import Blueprint

pages = Blueprint("forum", __name__)
