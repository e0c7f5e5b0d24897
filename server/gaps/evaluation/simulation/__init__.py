"""Made-up years of made-up people whose truth is known, to see whether what is said about them holds.

Once under the model's own law, where intervals must cover what they promise; once under another law, with forgetting, guessing and deals of a kind
that the model does not assume, where what comes out is reported.
"""
