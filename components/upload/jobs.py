"""What the upload component does on demand and by the clock."""

from __future__ import annotations

from components.runtime.jobs import Task
from components.upload.tidying import Tidying


def tasks(tidying: Tidying) -> tuple[Task, ...]:
    """Of this process's queue."""
    return (Task("upload.tidy", tidying, every="*/5 * * * *"),)
