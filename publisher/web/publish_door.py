"""What the requests to ``/publish`` share: who asks, in which language, and how pages are sent."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Final, ParamSpec

from flask import Response, current_app, redirect, request
from werkzeug.exceptions import HTTPException, NotFound, RequestEntityTooLarge

from publisher.errors import (
    IntakeError,
    LossError,
    Occupied,
    PublisherError,
    SourceFault,
    TooLarge,
    Unauthorised,
)
from publisher.publishers.database import private_folder
from publisher.render.html import render
from publisher.render.pages import Page
from publisher.render.publish import PATH, Door, key_page, refused_page
from publisher.render.publish_words import HERE
from publisher.render.setting import Setting
from publisher.render.values import bytes_in_words
from publisher.web.asking import desk, language, root, setting
from publisher.web.graphstore_errors import STATUSES
from publisher.web.keys import FORM_BYTES, NAME, Writing, writing
from publisher.web.looking import body_is_next
from publisher.web.origin import address
from publisher.web.publish_drafts import Drafts
from publisher.web.publish_session import HOURS, Session, is_ours, keep, session
from publisher.web.responses import PAGE_POLICY

P = ParamSpec("P")
Handler = Callable[P, Response]

TONGUE: Final = "publisher-language"
"""The cookie of who has chosen a language."""

POLICY: Final = f"{PAGE_POLICY}; script-src 'self'"


def here() -> Writing:
    """What takes in what is sent. Raises NotFound where the site has no publishers."""
    if current_app.extensions.get(NAME) is None:
        raise NotFound
    return writing()


def tongue() -> str:
    """The language of the page: the one asked for, the one chosen before, that of the browser."""
    known = desk().languages
    chosen = request.args.get("language") or request.cookies.get(TONGUE, "")
    return chosen if chosen in known else language()


def within() -> Setting:
    """What the pages share."""
    return setting(tongue())


def door(found: Session) -> Door:
    """What the pages for a publisher carry."""
    name = found.publisher.name(tongue())
    most = here().settings.limits.source_bytes
    return Door(within(), name, found.token, most, found.key.scopes)


def drafts(found: Session) -> Drafts:
    """What was sent with the key."""
    settings = here().settings
    return Drafts(private_folder(settings.root / settings.intake.folder), found.key)


def send(page: Page, status: int = 200) -> Response:
    """A page that nobody keeps: it is for one person, and of this moment."""
    response = Response(render(page), status, content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Content-Language"] = page.language
    if request.args.get("language") == page.language:
        response.set_cookie(
            TONGUE, page.language, path=f"{root()}/{PATH}", httponly=True, samesite="Strict"
        )
    return private(response)


def private(response: Response) -> Response:
    """Let nobody keep an answer, and no other site read it."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Access-Control-Allow-Origin"] = address().rstrip("/")
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def to(path: str = "") -> Response:
    """See another page of these next (RFC 9110, section 15.4.4)."""
    target = f"{root()}/{PATH}/{path}" if path else f"{root()}/{PATH}"
    response = redirect(target, 303)
    assert isinstance(response, Response)
    return private(response)


def why(error: PublisherError) -> tuple[str, int]:
    """What is said of an error in the language of the page, and the status that goes with it.

    What went wrong inside is for the log.
    """
    if isinstance(error, TooLarge):
        return too_large(), 413
    if isinstance(error, IntakeError):
        status = next((code for kind, code in STATUSES if isinstance(error, kind)), 400)
        return HERE.get(error.code, error.said)[tongue()], status
    if isinstance(error, LossError):
        return error.said[tongue()], 409
    if isinstance(error, SourceFault):
        first = error.faults[0]
        return f"{first.place.words(tongue())}: {first.sentence(tongue())}", 422
    logging.getLogger("publisher").error("%s %s: %s", request.method, request.path, error)
    return within().t("publish-broken"), 500


def too_large() -> str:
    """What is said of a file that is larger than what is taken in."""
    most = bytes_in_words(here().settings.limits.source_bytes, tongue())
    return within().t("publish-too-large", most)


def refuse(error: PublisherError | HTTPException) -> Response:
    """The page that says why nothing came of a request, in the language of the pages."""
    if isinstance(error, PublisherError):
        said, status = why(error)
    elif isinstance(error, RequestEntityTooLarge):
        said, status = too_large(), 413
    else:
        said, status = within().t("404-text"), 404
    response = send(refused_page(within(), said), status)
    if isinstance(error, Occupied):
        response.headers["Retry-After"] = str(error.retry)
    return response


def ask_for_key(wrong: str = "", status: int = 200) -> Response:
    """The form that asks for a key; the session before is over."""
    return keep(send(key_page(within(), wrong, HOURS), status), "")


def inside(handler: Callable[..., Response]) -> Callable[..., Response]:
    """Give ``handler`` the session; ask for the key where there is none.

    A form that was not made for the session is not looked at (CSRF); its body is read only when it
    is known who sends it, and is bounded. What is refused is told in the language of the pages.
    """

    @wraps(handler)
    def guarded(*args: object, **more: object) -> Response:
        here()
        try:
            return entered(*args, **more)
        except Unauthorised as error:
            return ask_for_key(error.said[tongue()], 401)
        except (PublisherError, NotFound, RequestEntityTooLarge) as error:
            return refuse(error)

    def entered(*args: object, **more: object) -> Response:
        most = here().settings.limits.source_bytes
        found = session()
        if found is None:
            over = within().t("publish-over") if request.method == "POST" else ""
            return ask_for_key(over, 401 if over else 200)
        if request.method == "POST":
            body_is_next(most + FORM_BYTES)
            request.max_content_length = most + FORM_BYTES
            request.max_form_memory_size = FORM_BYTES
            if not is_ours(found, request.form.get("token", "")):
                return ask_for_key(within().t("publish-foreign"), 403)
        return handler(found, *args, **more)

    return guarded
