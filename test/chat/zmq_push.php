<?php
// Pushes each line of standard input to a ZeroMQ PULL socket, as the reference's PHP workers do. Argument: the address.
$socket = (new ZMQContext())->getSocket(ZMQ::SOCKET_PUSH);
$socket->setSockOpt(ZMQ::SOCKOPT_LINGER, 5000); // what has not gone out yet is waited for at the end
$socket->connect($argv[1]);
while (($line = fgets(STDIN)) !== false) {
    $socket->send(rtrim($line, "\n"));
}
