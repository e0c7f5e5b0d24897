"""A rep's day: what fits into five minutes, which deal it holds, and that in words. The modules that choose are pure."""
