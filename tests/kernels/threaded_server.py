"""A kernel server from which no fork is safe."""

import threading

from grading.kernels.server import KernelServer, main


class ThreadedServer(KernelServer):
    """Starts a second thread."""

    preload = ()

    def load(self):
        """Start a thread that waits, then load."""
        threading.Thread(target=threading.Event().wait, daemon=True).start()
        super().load()


if __name__ == "__main__":
    main(ThreadedServer)
