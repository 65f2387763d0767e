"""For gunicorn and friends: ``gunicorn wsgi:app``."""

from ogp_participa.app import create_serving_app

app = create_serving_app()
