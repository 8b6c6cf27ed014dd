"""The finance hooks on health records, as far as they meet the connector: they refuse it."""

from app.devtools.sandbox.api.answers import Failure
from app.devtools.sandbox.api.call import Call


def check_linked_transaction(call: Call, *, linked: bool) -> None:
    """Ask what becomes of a finance entry that hangs on a deleted record; only `keep` is open to the connector."""
    choice = call.sent_text("linked_transaction")
    if choice == "delete":
        raise Failure(403, "Deleting a linked finance transaction requires finance write access.")
    if linked and choice != "keep":
        raise Failure(422, "Choose whether to keep or delete the linked finance transaction.")


def check_no_expense(call: Call) -> None:
    """Refuse a finance entry for a new record; the sandbox keeps no finances."""
    if call.inputs.get("finance_expense") is not None:
        raise Failure(403, "Creating a linked finance expense requires finance write access.")
