"""What publishers send comes in here, whichever door it came to: all of it, or none.

No HTTP: doors hand over files and a key, and get back a release and what changed.
"""

from publisher.intake.intake import Intake
from publisher.intake.received import Changed, Piece, Received

__all__ = ["Changed", "Intake", "Piece", "Received"]
