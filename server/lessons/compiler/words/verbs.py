"""Whether an English objective begins with a verb, told by what it begins with instead."""

_NO_VERBS = """
a an the this that these those my your our their his her its some any all each every no one two three
i you we they he she it who what when where why how which whether if because
to of in on at by for from with about after before between during into through without as and or but not
is are was were be being been am can could will would shall should may might must
ability able aware awareness basics benefits better clear confidence familiar good importance insight introduction
key knowledge learning more overview process reasons skill skills success tips understanding ways
"""
_YET_VERBS = """
mention question position condition commission sequence reference influence evidence balance finance advance enhance
bring sing ring fling sting spring string wing ping experience silence distance audition caution ration section station
vision ship worship champion
"""
NO_VERBS = frozenset(_NO_VERBS.split())
"""First words that are no verb in the imperative."""

YET_VERBS = frozenset(_YET_VERBS.split())
"""First words that end like a noun and are verbs as well."""

_ENDINGS = ("tion", "sion", "ness", "ity", "ance", "ence", "ship", "ing")


def begins_with_verb(text: str) -> bool:
    """False when the first word is certainly none: an article, a question word, `to`, a noun on -tion, a form on -ing."""
    words = text.split()
    first = words[0].strip("\"'“”‘’*_`.,;:!?()[]").lower() if words else ""
    if not first or not first[0].isalpha() or first in NO_VERBS:
        return False
    return first in YET_VERBS or not first.endswith(_ENDINGS)
