"""Why a task ended without a comparison, and how that is said to student and instructor."""

TIMEOUT = "timeout"
OUT_OF_MEMORY = "out of memory"
KERNEL_DIED = "kernel died"
TAMPERED = "tampered"
OUR_FAILURE = "grading failed"

IN_STUDENTS_PROCESS = "graded in the student's process"  # a test cell of plain asserts

MESSAGES = {
    TIMEOUT: "It did not finish in time. Is there a loop that never ends?",
    OUT_OF_MEMORY: "It needed more memory than there is for one notebook. "
    "Does something grow in a loop, or is a tensor far larger than meant?",
    KERNEL_DIED: "The process that ran the notebook ended here: "
    "a crash in native code, a signal, or exit().",
    TAMPERED: "The check did not report what it saw. Does your code change the course's own "
    "package, or how the notebook displays things?",
    OUR_FAILURE: "Grading itself failed here, through no fault of yours. It is to be done again.",
}
NO_TIME = "The time for the whole notebook was used up before this cell."
EARLIER = "In a cell of your own for this task: "


def message(cause: str, detail: str = "") -> str:
    """Say to the student what a cause means; `detail` says more in a few words."""
    if detail == NO_TIME:
        return NO_TIME
    return f"{MESSAGES[cause]} ({detail})" if detail else MESSAGES[cause]
