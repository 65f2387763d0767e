"""What a plan promises: commitments with their milestones and institutions, the editor, and every version kept."""
