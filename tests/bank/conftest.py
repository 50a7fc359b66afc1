"""More seeds for the bank's tests, on request."""


def pytest_addoption(parser):
    parser.addoption(
        "--more-seeds",
        type=int,
        default=0,
        metavar="N",
        help="try the answer bank with N more sets of three seeds (minutes each)",
    )
