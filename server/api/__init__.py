"""What every address for programs shares: how a refusal is told, where a list goes on, how often one may ask, and which answers are kept so that
asking twice does it once. The resources themselves are in `server/web/api/`.
"""
