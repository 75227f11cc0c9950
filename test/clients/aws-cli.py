"""The AWS CLI of Debian, loaded once: each call runs in a fork of that process, as `aws` would run it.

`aws-cli.py serve SOCKET` serves until its standard input ends; `aws-cli.py call SOCKET WORDS...` is `aws WORDS...`.
Loading takes three quarters of a call.
"""

import json
import os
import socket
import sys


def serve(path):
    import socketserver
    import tempfile
    import threading

    import awscli.clidriver
    import awscli.handlers  # noqa: F401  what a driver loads at its first call
    import botocore.endpoint  # noqa: F401
    import botocore.httpsession  # noqa: F401
    import botocore.retries.standard  # noqa: F401
    import botocore.signers  # noqa: F401
    import distro

    distro.major_version()  # asks a program, once

    # Set by awscli where it is loaded.
    own = {"AWS_DATA_PATH": os.environ["AWS_DATA_PATH"]}

    class Call(socketserver.StreamRequestHandler):
        def handle(self):
            asked = json.loads(self.rfile.readline())
            os.environ.clear()
            os.environ.update(asked["env"] | own)
            os.chdir(asked["cwd"])
            sys.argv = ["aws", *asked["args"]]
            with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
                os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
                os.dup2(out.fileno(), 1)
                os.dup2(err.fileno(), 2)
                try:
                    code = awscli.clidriver.main()
                except SystemExit as ended:
                    code = ended.code
                sys.stdout.flush()
                sys.stderr.flush()
                said = []
                for file in (out, err):
                    file.seek(0)
                    said.append(file.read().decode())
            answer = {"code": code or 0, "stdout": said[0], "stderr": said[1]}
            self.wfile.write(json.dumps(answer).encode())

    class Server(socketserver.ForkingMixIn, socketserver.UnixStreamServer):
        request_queue_size = 64
        max_children = 64

    with Server(path, Call) as server:
        print("ready", flush=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        sys.stdin.read()
    os._exit(0)


def call(path, args):
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(path)
        asked = {"args": args, "env": dict(os.environ), "cwd": os.getcwd()}
        connection.sendall(json.dumps(asked).encode() + b"\n")
        with connection.makefile() as answer:
            said = json.load(answer)
    sys.stdout.write(said["stdout"])
    sys.stderr.write(said["stderr"])
    return said["code"]


if __name__ == "__main__":
    sys.exit(serve(sys.argv[2]) if sys.argv[1] == "serve" else call(sys.argv[2], sys.argv[3:]))
