"""What each person knows and does, behaviour by behaviour, how sure that is, and what is worth the next five minutes.

Facts become pieces of evidence; evidence moves two estimates of a person, KNOW and DO; both are read with their intervals and turned into a
kind of gap with its reason. What is kept about a person is exactly the fold of their own numbered facts under one numbered snapshot of what
all people share.
"""
