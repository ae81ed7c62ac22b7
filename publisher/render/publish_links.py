"""The page on which links that were proposed are decided on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from publisher.linking.pending import evidence
from publisher.linking.sssom import Link
from publisher.render.fields import Option
from publisher.render.pages import Page
from publisher.render.parts import ValueView
from publisher.render.publish import PATH, Door, framed
from publisher.render.publish_pages import LinksBody, Proposed
from publisher.render.values import number_in_words

ANSWERS: Final = ("", "exact", "close", "same", "no")
"""What may be said of a proposal: nothing yet, what the two are to each other, or that they are
not the same."""


def links_page(
    door: Door, links: Sequence[Link], left: int, view: Callable[[str, str], ValueView],
    *, saved: str = "", wrong: str = "",
) -> Page:  # fmt: skip
    """The page: ``left`` is how many wait besides; ``view`` shows a thing by its IRI and label."""
    setting, t = door.setting, door.setting.t
    options = tuple(
        Option(value=answer, label=t(f"publish-link-{answer or 'later'}"), chosen=not answer)
        for answer in ANSWERS
    )
    proposals = tuple(
        Proposed(
            name=str(number), pair=f"{link.subject} {link.object}",
            one=view(link.subject, link.subject_label), other=view(link.object, link.object_label),
            score=t("publish-link-score",
                    number_in_words(f"{100 * (link.confidence or 0):.0f}", setting.language)),
            why=evidence(link, setting.language), options=options,
        )
        for number, link in enumerate(links, 1)
    )  # fmt: skip
    body = LinksBody(
        who=t("publish-as", door.who), token=door.token, leave=door.href("leave"),
        action=door.href("links"), script=door.script, saved=saved, wrong=wrong,
        proposals=proposals, more=t("publish-link-more", left) if left > 0 else "", back=door.back,
    )  # fmt: skip
    return framed(setting, body, t("publish-links"), f"{PATH}/links")
