"""The check of what is to be released: every shape must mean something."""

from __future__ import annotations

from publisher.check.engine import Shapes, check_lines
from publisher.check.report import Report
from publisher.contract import Contract
from publisher.errors import ContractError


def sound(lines: list[str], shapes: Shapes, contract: Contract) -> Report:
    """What the shapes say of some statements. Raises ContractError where one is malformed."""
    report = check_lines(lines, shapes, background=contract.vocabulary.class_tree)
    for problem in (*shapes.problems, *report.failures):
        raise ContractError(
            problem.sentence("en"),
            where=f"{shapes.files.get(problem.shape, 'shapes')}: {problem.shape}",
            todo="Mend the shape; `publisher check` names every such place.",
        )
    return report
