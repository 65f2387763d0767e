"""What the decision of the demonstration's edition needs: invented, and it says so."""

from ogp_participa.decision.deliberation.actions import set_terms
from ogp_participa.decision.deliberation.models import Majority
from ogp_participa.decision.deliberation.needs import DecisionNeeds
from ogp_participa.readers.demonstration.running.proposals import ContributionStory

SOURCE = "Números inventados para esta demonstração. Cada edição escreve aqui os da sua resolução."


def add_terms(story: ContributionStory) -> None:
    """All three acts, half of the seats, and more votes for than against in each sector."""
    terms = DecisionNeeds(
        forum=True,
        homologation=True,
        endorsement=True,
        quorum=50,
        quorum_share=True,
        majority=Majority.MORE_FOR,
        each_sector=True,
        source=SOURCE,
    )
    set_terms(story.people["dario"], story.plan, terms)
