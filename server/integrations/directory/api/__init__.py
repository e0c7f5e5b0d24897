"""The address by which the company's directory brings people: SCIM 2.0 (RFC 7643 and 7644) below `/scim/v2`."""
