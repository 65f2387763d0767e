"""For gunicorn and friends: ``gunicorn wsgi:app``."""

from ogp_participa.app import create_app

app = create_app()
