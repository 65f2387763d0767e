"""Pages of the conversation room."""

from flask import Blueprint

pages = Blueprint("conversation", __name__)
