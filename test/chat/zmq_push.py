"""Pushes each line of standard input to a ZeroMQ PULL socket: another program's peer. Argument: the address."""
import sys
import zmq

context = zmq.Context()
socket = context.socket(zmq.PUSH)
socket.connect(sys.argv[1])
for line in sys.stdin.buffer:
    socket.send(line.rstrip(b"\n"))
socket.close(linger=5000)
context.term()  # waits until everything has gone out, at most the linger time
