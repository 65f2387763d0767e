"""Pages of the commitments room."""

from flask import Blueprint

pages = Blueprint("commitments", __name__)
