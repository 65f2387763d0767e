"""Blueprints whose endpoints go by the name of another one."""

from typing import Any

from flask import Blueprint
from flask.blueprints import BlueprintSetupState
from flask.sansio.app import App


class EndpointsOf(Blueprint):
    """Pages of this room whose endpoints are called after another room's blueprint, ``endpoints``.

    The result and the board were pages of the blueprint "drafting", and links all over the site name them so.
    """

    def __init__(self, endpoints: str, name: str, import_name: str) -> None:
        super().__init__(name, import_name)
        self.endpoints = endpoints

    def make_setup_state(
        self, app: App, options: dict[str, Any], first_registration: bool = False
    ) -> BlueprintSetupState:
        """Return the state in which the pages are added to the application, with the other name for endpoints."""
        state = super().make_setup_state(app, options, first_registration)
        state.name = self.endpoints
        return state
