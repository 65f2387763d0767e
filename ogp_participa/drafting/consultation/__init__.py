"""The drafts of a plan before the public: what each froze, what people say beside its text, and who agrees."""
