"""The pages that cross areas."""

from litestar import Controller

from server.web.pages import boxes, calibration, evidence, inspect, inspect_rows, one_to_one, replies, reveal, wording
from server.web.pages.academy import AcademyController
from server.web.pages.academy_lesson import Authored
from server.web.pages.api import Api
from server.web.pages.before_call import BeforeCall
from server.web.pages.clause import ClauseController
from server.web.pages.commitment import CommitmentOutcome, OneCommitment
from server.web.pages.deal import DealClosing, DealRoles, OneDeal
from server.web.pages.deals import Deals
from server.web.pages.downloads import Completions, OwnRecord
from server.web.pages.drift import Drift
from server.web.pages.drift_cases import BehaviourCases, Cases, SkippedStage
from server.web.pages.drift_deals import DriftDeals
from server.web.pages.drift_signals import Signals
from server.web.pages.drift_table import DriftTable
from server.web.pages.drift_turns import Turns
from server.web.pages.focus import FocusController
from server.web.pages.group import TeamAssignments
from server.web.pages.home import Home
from server.web.pages.managers import Managers
from server.web.pages.my_behaviour import MyBehaviour
from server.web.pages.my_line import MyLine
from server.web.pages.offline import Offline, worker
from server.web.pages.patterns import Patterns
from server.web.pages.person import OnePerson, PersonAssignments, PersonNotes, Restoration, Withdrawal
from server.web.pages.pin import OwnNote
from server.web.pages.process import ProcessController
from server.web.pages.process_changes import ProcessChanges
from server.web.pages.review import Review
from server.web.pages.search import Search
from server.web.pages.setup_deals import SetupDeals
from server.web.pages.setup_import import OneImport
from server.web.pages.setup_leaving import Leaving
from server.web.pages.setup_operations import Operations
from server.web.pages.setup_trail import SetupTrail
from server.web.pages.team import Team
from server.web.pages.templates import Templates
from server.web.pages.today import DealTending, SelfCheck, Today, seconds_today
from server.web.pages.try_it import TryIt
from server.web.pages.week import PickSwap, Week

CONTROLLERS: tuple[type[Controller], ...] = (
    Home,
    Today,
    MyLine,
    MyBehaviour,
    Deals,
    OneDeal,
    BeforeCall,
    DealClosing,
    DealRoles,
    DealTending,
    SelfCheck,
    OneCommitment,
    CommitmentOutcome,
    ProcessController,
    ProcessChanges,
    ClauseController,
    Templates,
    OwnNote,
    Search,
    Week,
    PickSwap,
    Review,
    Drift,
    DriftDeals,
    Signals,
    DriftTable,
    Turns,
    Managers,
    BehaviourCases,
    Cases,
    SkippedStage,
    FocusController,
    Team,
    TeamAssignments,
    Completions,
    OwnRecord,
    OnePerson,
    PersonAssignments,
    PersonNotes,
    Restoration,
    Withdrawal,
    AcademyController,
    Authored,
    TryIt,
    Api,
    Offline,
    *inspect.CONTROLLERS,
    *inspect_rows.CONTROLLERS,
    *calibration.CONTROLLERS,
    *reveal.CONTROLLERS,
    *wording.CONTROLLERS,
    *evidence.CONTROLLERS,
    *replies.CONTROLLERS,
    *boxes.CONTROLLERS,
    *one_to_one.CONTROLLERS,
)

SETUP: tuple[type[Controller], ...] = (SetupDeals, OneImport, Leaving, Operations, SetupTrail)
"""Those that belong to setup, which asks again who is there."""

__all__ = ["CONTROLLERS", "SETUP", "Patterns", "seconds_today", "worker"]
