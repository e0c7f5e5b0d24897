"""The other systems of the company, each alone: what they tell us becomes deals, evidence and people through the verbs of those areas."""
