"""Comments: what people say under proposals, who follows one, and reports of what hurts."""
