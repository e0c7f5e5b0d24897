"""The pages of the CRMs that are asked."""

from server.integrations.crm.pages.arrivals import CrmArrivals
from server.integrations.crm.pages.evidence_stage import EvidenceStage
from server.integrations.crm.pages.one_crm import OneCrm
from server.integrations.crm.pages.setup_crm import SetupCrm

CONTROLLERS = (CrmArrivals,)
SETUP = (SetupCrm, OneCrm, EvidenceStage)
"""Those for which an admin confirms anew that it is them."""
