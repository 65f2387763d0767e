"""The Fórum de Gestão Compartilhada: the body of government and civil society that steers an edition.

Organisations hold its seats and send a full member and an alternate for a term. Who sits gets the rights of the
forum, and what it decides is written down with how the votes fell.
"""
