"""Trying a draft: what would come of it, kept with it."""

from __future__ import annotations

from werkzeug.exceptions import NotFound

from publisher.web.publish_door import drafts, here
from publisher.web.publish_drafts import Draft
from publisher.web.publish_session import Session


def try_out(found: Session, draft: Draft) -> None:
    """See what would come of a draft, and keep that. Raises what the intake does."""
    with here().place():
        received = here().intake.submit(
            found.key, draft.pieces, dry_run=True, expected=draft.base, action=action_of(draft)
        )
    draft.tried(received).keep()


def known_draft(found: Session, identifier: str) -> Draft:
    """A draft of who is at the form. Raises NotFound where there is none (any more)."""
    draft = drafts(found).get(identifier)
    if draft is None:
        raise NotFound
    return draft


def action_of(draft: Draft) -> str:
    """What the log calls it."""
    return "delete" if draft.removes else "put"
