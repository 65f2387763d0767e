"""Pages of the voting room."""

from flask import Blueprint

pages = Blueprint("voting", __name__)
