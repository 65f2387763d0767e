"""Pages of the plans room."""

from flask import Blueprint

pages = Blueprint("plans", __name__)
