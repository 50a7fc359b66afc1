"""A kernel server that starts at once, and whose kernels run the code in their request."""

from grading.kernels.server import KernelServer, main


class LightServer(KernelServer):
    """Imports little; a kernel is the request's `code`."""

    preload = ("numpy",)

    def prepare(self, request, streams):
        """Remember the code."""
        super().prepare(request, streams)
        self.code = request["code"]

    def launch(self, arguments):
        """Run the code."""
        exec(self.code)


if __name__ == "__main__":
    main(LightServer)
