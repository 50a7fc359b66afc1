"""A filter for system calls that no notebook needs, and by which it would reach past its limits.

Numbers are those of Linux's `unistd.h` for x86-64, and of its generic table for aarch64.
"""

import ctypes
import errno
import os
import struct

PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 22, 2
PR_SET_THP_DISABLE = 41
ALLOW, KILL, REFUSE = 0x7FFF0000, 0x80000000, 0x00050000
LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
NUMBER, MACHINE = 0, 4  # offsets in struct seccomp_data
ARGUMENT = (16, 24, 32, 40)
NEW_NAMESPACES = 0x7E020000  # CLONE_NEW*
X32 = 0x40000000  # calls by the other numbering of x86-64
SOCKET_FAMILIES = (1, 2, 10, 16)  # unix, inet, inet6, netlink; vsock knows no namespaces
MAP_SHARED, MAP_ANONYMOUS = 0x01, 0x20
OPEN_FILE_LOCKS = (37, 38)  # F_OFD_SETLK, F_OFD_SETLKW

# name: (x86-64, aarch64), with None where there is none
CALLS = {
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "process_madvise": (440, 440), "pidfd_getfd": (438, 438), "kcmp": (312, 272),
    "unshare": (272, 97), "setns": (308, 268), "pivot_root": (155, 41), "chroot": (161, 51),
    "mount": (165, 40), "umount2": (166, 39), "open_tree": (428, 428), "move_mount": (429, 429),
    "fsopen": (430, 430), "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433),
    "mount_setattr": (442, 442), "open_tree_attr": (467, 467),
    "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265),
    "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219),
    "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
    "init_module": (175, 105), "finit_module": (313, 273), "delete_module": (176, 106),
    "kexec_load": (246, 104), "kexec_file_load": (320, 294), "reboot": (169, 142),
    "swapon": (167, 224), "swapoff": (168, 225), "acct": (163, 89), "quotactl": (179, 60),
    "syslog": (103, 116), "settimeofday": (164, 170), "clock_settime": (227, 112),
    "adjtimex": (159, 171), "clock_adjtime": (305, 266), "iopl": (172, None),
    "ioperm": (173, None), "modify_ldt": (154, None), "vhangup": (153, 58),
    "fanotify_init": (300, 262), "lookup_dcookie": (212, 18), "nfsservctl": (180, 42),
    # Memory that no process need map, so that none is seen to have it.
    "memfd_create": (319, 279), "memfd_secret": (447, 447), "shmget": (29, 194),
    "msgget": (68, 186), "semget": (64, 190),
    "vmsplice": (278, 75), "splice": (275, 76), "tee": (276, 77),
    "landlock_create_ruleset": (444, 444), "setxattr": (188, 5), "lsetxattr": (189, 6),
    "fsetxattr": (190, 7), "setxattrat": (463, 463),
    "io_setup": (206, 0),  # the machine has some thousands for all
    "sched_setaffinity": (203, 122),  # other sessions' processors
}  # fmt: skip
# machine: its audit number, column in CALLS, clone, clone3, socket, mmap, fcntl, prctl
MACHINES = {
    "x86_64": (0xC000003E, 0, 56, 435, 41, 9, 72, 157),
    "aarch64": (0xC00000B7, 1, 220, 435, 198, 222, 25, 167),
}


def instruction(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value)


def refuse(error: int) -> bytes:
    return instruction(RETURN, REFUSE | error)


def program(machine: str) -> bytes:
    """The filter as a BPF program. Raises `OSError` for a machine without numbers here."""
    if machine not in MACHINES:
        raise OSError(errno.ENOSYS, f"no filter of system calls is written for {machine}")
    audit, column, clone, clone3, new_socket, mmap, fcntl, prctl = MACHINES[machine]
    parts = [
        instruction(LOAD, MACHINE),
        instruction(EQUAL, audit, 1, 0),
        instruction(RETURN, KILL),
        instruction(LOAD, NUMBER),
    ]
    if machine == "x86_64":
        parts += [instruction(AT_LEAST, X32, 0, 1), refuse(errno.ENOSYS)]
    for numbers in CALLS.values():
        if (number := numbers[column]) is not None:
            parts += [instruction(EQUAL, number, 0, 1), refuse(errno.EPERM)]
    # Its flags are in memory, where a filter cannot look; the C library then uses clone.
    parts += [instruction(EQUAL, clone3, 0, 1), refuse(errno.ENOSYS)]
    # Memory that stays when it is no longer mapped.
    parts += [
        instruction(EQUAL, mmap, 0, 5),
        instruction(LOAD, ARGUMENT[3]),
        instruction(ANY_BIT, MAP_SHARED, 0, 2),
        instruction(ANY_BIT, MAP_ANONYMOUS, 0, 1),
        refuse(errno.EPERM),
        instruction(RETURN, ALLOW),
    ]
    # Locks of which Linux does not say whose they are.
    parts += [
        instruction(EQUAL, fcntl, 0, 5),
        instruction(LOAD, ARGUMENT[1]),
        instruction(EQUAL, OPEN_FILE_LOCKS[0], 1, 0),
        instruction(EQUAL, OPEN_FILE_LOCKS[1], 0, 1),
        refuse(errno.EPERM),
        instruction(RETURN, ALLOW),
    ]
    parts += [
        instruction(EQUAL, prctl, 0, 4),
        instruction(LOAD, ARGUMENT[0]),
        instruction(EQUAL, PR_SET_THP_DISABLE, 0, 1),
        refuse(errno.EPERM),
        instruction(RETURN, ALLOW),
    ]
    parts += [
        instruction(EQUAL, clone, 0, 4),
        instruction(LOAD, ARGUMENT[0]),
        instruction(ANY_BIT, NEW_NAMESPACES, 0, 1),
        refuse(errno.EPERM),
        instruction(RETURN, ALLOW),
    ]
    families = [
        instruction(EQUAL, family, len(SOCKET_FAMILIES) - place, 0)
        for place, family in enumerate(SOCKET_FAMILIES)
    ]
    parts += [
        instruction(EQUAL, new_socket, 0, len(families) + 2),
        instruction(LOAD, ARGUMENT[0]),
        *families,
        refuse(errno.EAFNOSUPPORT),
        instruction(RETURN, ALLOW),
    ]
    return b"".join(parts)


class Program(ctypes.Structure):
    """Linux's struct sock_fprog."""

    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]


def filter_them() -> None:
    """Refuse these calls to this process and all that it starts. Raises `OSError`."""
    code = program(os.uname().machine)
    memory = ctypes.create_string_buffer(code, len(code))
    filters = Program(len(code) // 8, ctypes.addressof(memory))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(filters), 0, 0) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"seccomp: {os.strerror(number)}")
