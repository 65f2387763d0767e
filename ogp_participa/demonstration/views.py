"""The outbox and the stage button of the demonstration."""

from flask import Blueprint

pages = Blueprint("demonstration", __name__)
