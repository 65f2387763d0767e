"""Pages of the audit room."""

from flask import Blueprint

pages = Blueprint("audit", __name__)
