"""A kernel server that cannot start."""

from grading.kernels.server import KernelServer, main


class BrokenServer(KernelServer):
    """Asks for a module that is not there."""

    preload = ("no_such_module",)


if __name__ == "__main__":
    main(BrokenServer)
