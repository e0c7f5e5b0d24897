"""What becomes of what other systems say: a CRM, the directory, the repository. A fingerprint keeps the name from coming back."""

from collections.abc import Mapping
from typing import Final

from server.erasure.rule import Table

OF_SYSTEMS: Final[Mapping[str, Table]] = {
    "crm_source": Table(plain="name"),
    "deal_mapping": Table(rekeyed="by", swept="meant", own="word", plain="source kind pipeline"),
    "deal_seen": Table(own="told", plain="source key mapping"),
    "deal_next_step": Table(replaced="subject", plain="source kind step key"),
    "deal_import": Table(rekeyed="by", replaced="name found skipped_rows", plain="source kind digest state"),
    # A file that waits is imported or thrown away first: nobody is erased while it is there.
    "deal_file": Table(own="body"),
    "people_file": Table(rekeyed="by", replaced="name columns outcome", own="body", plain="digest state"),
    "crm_connection": Table(rekeyed="by", replaced="detail", plain="source base secret since steps_since steps lease problem"),
    "crm_run": Table(rekeyed="by", replaced="found left_out cursor", plain="source kind state open_key"),
    "crm_writing": Table(rekeyed="by", replaced="detail", plain="source field lease problem"),
    "crm_written": Table(plain="source key deal words tried problem"),
    "crm_word": Table(dropped="word label guess", plain="source kind pipeline"),
    "slack": Table(replaced="detail", plain="key base token team name bot problem", key="key"),
    "webhook": Table(rekeyed="by", others="name", replaced="problem", plain="url host events secret old_secret"),
    "mail_cursor": Table(replaced="problem"),
    "directory_member": Table(rows='"member" IN (SELECT u."id" FROM "directory_user" u WHERE u."person" = {})', plain="display"),
    "directory_user": Table(rows="person", plain="key external_id manager body"),
    "directory_group": Table(others="name key", plain="external_id means role"),
    "directory_rule": Table(plain="key value", key="key"),
    "directory_refusal": Table(dropped="about why", plain="method"),
    # The academy is files in git, and git is where they are edited.
    "compiled": Table(plain="hash kind body", key="hash"),
    "academy_state": Table(replaced="loaded_by diagnostics", plain="name hash checked", key="name"),
    "question_revision": Table(plain="key root key_fp text_fp"),
    "lesson_source": Table(
        replaced="detail preview",
        plain="name place token secret asked branch head commit academy lease problem refused",
        key="name",
    ),
    "lesson_commit": Table(replaced="author subject", plain="commit academy problem"),
    "job": Table(plain="name host problem run trouble running running_on", key="name"),
    "identity_provider": Table(plain="key label issuer client secret rules problem", key="key"),
    # Its row goes last, by the verb itself; another without a name is there already.
    "person": Table(own="name email zone locale theme roles"),
}
