"""What the upload component does on demand and by the clock."""

from __future__ import annotations

from components.runtime.jobs import Task
from components.upload.files import PROCESS
from components.upload.pipeline.processing import Processing
from components.upload.tidying import Tidying


def tasks(processing: Processing, tidying: Tidying) -> tuple[Task, ...]:
    """Of this process's queue."""
    return (
        Task(PROCESS, processing),
        Task("upload.process_forgotten", processing.forgotten, every="*/5 * * * *"),
        Task("upload.tidy", tidying, every="*/5 * * * *"),
    )
