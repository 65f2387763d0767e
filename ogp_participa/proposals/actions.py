"""What keeps proposals findable. (Writing, reading by the forum and voting are rooms of their own.)"""

from ogp_participa.proposals.models import PUBLIC, Proposal
from ogp_participa.search import actions as search


def index_for_search(proposal: Proposal) -> None:
    """Bring search up to date with a proposal: call it after its text or its public state has changed."""
    if proposal.state in PUBLIC:
        search.put(proposal.id, proposal.plan_id, proposal.title, searchable_body(proposal))
    else:
        search.remove(proposal.id)


def searchable_body(proposal: Proposal) -> str:
    """Everything but the title that search looks through."""
    return "\n".join((proposal.summary, proposal.problem, proposal.change))
