"""A lesson that leaves the house: what a package for another learning system needs to ask and mark its questions without this one."""
