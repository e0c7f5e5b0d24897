"""Setup of people who come from elsewhere: files of people, and the company's directory."""

from litestar import Controller

from server.integrations.directory.pages.directory import SetupDirectory
from server.integrations.directory.pages.people_file import OnePeopleFile
from server.integrations.directory.pages.people_files import PeopleFiles

SETUP: tuple[type[Controller], ...] = (PeopleFiles, OnePeopleFile, SetupDirectory)

__all__ = ["SETUP"]
