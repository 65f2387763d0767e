"""Pages of the drafting room."""

from flask import Blueprint

pages = Blueprint("drafting", __name__)
