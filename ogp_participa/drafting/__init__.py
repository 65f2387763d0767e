"""How proposals become what the plan promises.

What the vote chose is promoted to commitments; staff write them in the editor, departments say whether they can be
done, and drafts of the plan go before the public, who comment on every passage. Each contribution gets an
institution's reasoned response.
"""
