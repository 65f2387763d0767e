"""Pages for writing a proposal."""

from flask import Blueprint

pages = Blueprint("writing", __name__)
