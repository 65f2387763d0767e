"""The decision on a plan, from what it needs to the published text.

Staff write down what the decision of an edition needs, the forum deliberates seat by seat, and institutions sign their
acts. When nothing is missing the plan is published: each version is kept for good, as a page and as files. Afterwards
a plan changes only by amendments on which the forum decides.
"""
