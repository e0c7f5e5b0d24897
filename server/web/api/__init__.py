"""The API under /api/v1: the same questions and the same verbs as the pages, for programs. One module a resource; `routes` gathers them."""
