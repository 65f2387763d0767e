"""Mail on its way out: written with the request, sent by the worker."""
