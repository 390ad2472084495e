"""A link between two network namespaces that hands every packet over after a delay.

usage: link.py PID_A NAME_A PID_B NAME_B DELAY_MS
Makes one TUN device in the network namespace of each process; prints "ready"; takes another DELAY_MS from its stdin,
line by line, and ends with it.
"""

import collections
import ctypes
import fcntl
import os
import select
import struct
import sys
import time

CLONE_NEWNET = 0x40000000
TUNSETIFF = 0x400454CA
IFF_TUN_NO_PI = 0x0001 | 0x1000
LIBC = ctypes.CDLL(None, use_errno=True)


def open_tun(pid, name):
    namespace = os.open(f"/proc/{pid}/ns/net", os.O_RDONLY)
    if LIBC.setns(namespace, CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")
    os.close(namespace)
    device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TUN_NO_PI))
    return device


def main():
    pid_a, name_a, pid_b, name_b, delay_ms = sys.argv[1:6]
    a, b = open_tun(pid_a, name_a), open_tun(pid_b, name_b)
    other = {a: b, b: a}
    delay = float(delay_ms) / 1000
    waiting = collections.deque()
    print("ready", flush=True)
    while True:
        timeout = max(0, waiting[0][0] - time.monotonic()) if waiting else None
        readable, _, _ = select.select([a, b, 0], [], [], timeout)
        if 0 in readable:
            line = os.read(0, 64)
            if not line:
                return
            delay = float(line) / 1000
        for device in readable:
            if device == 0:
                continue
            try:
                while True:
                    packet = os.read(device, 65536)
                    waiting.append((time.monotonic() + delay, other[device], packet))
            except OSError:
                pass
        now = time.monotonic()
        while waiting and waiting[0][0] <= now:
            _, device, packet = waiting.popleft()
            try:
                os.write(device, packet)
            except OSError:
                pass


main()
