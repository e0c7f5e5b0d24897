"""Where people come from when they are not typed: a file of a personnel system, and the company's directory by SCIM.

Both say who is here, who reports to whom and who left; what they did here stays.
"""
