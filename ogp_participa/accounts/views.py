"""Pages of the accounts room."""

from flask import Blueprint

pages = Blueprint("accounts", __name__)
