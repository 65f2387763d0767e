"""Pages of the notifications room."""

from flask import Blueprint

pages = Blueprint("notifications", __name__)
