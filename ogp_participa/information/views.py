"""Pages of the information room."""

from flask import Blueprint

pages = Blueprint("information", __name__)
