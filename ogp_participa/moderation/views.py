"""Pages of the moderation room."""

from flask import Blueprint

pages = Blueprint("moderation", __name__)
