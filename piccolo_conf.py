"""Where Piccolo finds the engine and the tables."""

from piccolo.conf.apps import AppRegistry

from server import db, settings

_settings = settings.read()

DB = db.open_engine(_settings.database_url, synchronous=_settings.synchronous)
APP_REGISTRY = AppRegistry(apps=["server.piccolo_app"])
