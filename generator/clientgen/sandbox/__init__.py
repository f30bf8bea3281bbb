"""The API as a server, from the spec: for a first call, for tests, for bad days."""

from .application import Logged
from .opening import Sandbox, open_sandbox
from .options import Options
from .refusals import SandboxError

__all__ = ["Logged", "Options", "Sandbox", "SandboxError", "open_sandbox"]
