"""What the model believes before it has seen anybody: variances, forgetting and learning, set by hand. Numbers are in logits and seconds.

Values of KNOW are those written down before the model was run on any log. Fitted on one log they brought nothing to another, so these are what
an academy starts with; after enough answers of its own, `refit` offers an intercept and variances of that academy beside them. Cold on three public
logs they order answers with an AUC of .694, .809 and .760, with a calibration error of .009, .018 and .014.

Values of DO are a proposal. In a simulated year of 200 people whose truth follows them, the 80% intervals hold it for .77 to .79 of the cells, and
what is said lies .16 from it where the raw share of deals lies .23.
"""

from msgspec import Struct

DAY = 86_400.0


class Know(Struct, frozen=True, kw_only=True):
    """What a question meets: the chance of a right answer is σ(base + ability + form + behaviours + question − difficulties).

    `*_var`: variance of a term nobody has evidence about. `*_fade`: exponent c of (1 + Δt/span)^−c. `form_*`: the session's form keeps
    `form_keep` of itself from answer to answer, gains `form_gain` of each surprise and falls to 1/e in `form_span` seconds.
    `*_learn`: what one attempt adds. `*_noise`: variance that one attempt gives back, because people change.
    """

    base: float = 0.6
    ability_var: float = 0.6
    behaviour_var: float = 0.5
    question_var: float = 0.8
    item_var: float = 0.8
    difficulty_var: float = 0.6
    span: float = DAY
    ability_fade: float = 0.03
    behaviour_fade: float = 0.15
    question_fade: float = 0.1
    form_keep: float = 0.8
    form_gain: float = 0.15
    form_span: float = 1_800.0
    behaviour_learn: float = 0.03
    question_learn: float = 0.15
    behaviour_noise: float = 0.005
    ability_noise: float = 0.003


class Do(Struct, frozen=True, kw_only=True):
    """What an inspection meets: the chance of a clause met is σ(base + doing + behaviour + the deal's own part − difficulty + leniency)."""

    base: float = 0.0
    doing_var: float = 0.4
    behaviour_var: float = 0.6
    deal_var: float = 1.0
    difficulty_var: float = 0.4
    inspector_var: float = 0.3
    span: float = 30 * DAY
    doing_fade: float = 0.03
    behaviour_fade: float = 0.15
    noise: float = 0.01


class Prior(Struct, frozen=True, kw_only=True):
    """Both channels. An academy's own refit is another value of this."""

    know: Know = Know()
    do: Do = Do()


K0 = Prior()
"""What every academy starts with."""
