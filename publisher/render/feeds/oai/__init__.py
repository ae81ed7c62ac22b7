"""The log as an OAI-PMH 2.0 repository: what is asked, what is listed, how it is written."""
