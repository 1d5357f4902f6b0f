"""The process that looks into files, with a decoder that takes it down."""

import os
import signal
import sys

from components.upload.pipeline.child import main

if __name__ == "__main__":
    if sys.argv[2] == "yes":
        os.kill(os.getpid(), signal.SIGSEGV)
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3])
