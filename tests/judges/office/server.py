"""An issuing office on loopback: certomancer's CA, OCSP responder, CRL repositories and time-stamp authorities.

usage: python server.py FOLDER

FOLDER holds certomancer.yml and the keys it names. Once the certificates lie in FOLDER/certs (LABEL.cert.pem), one line
`ready PORT` is printed; the server ends with its standard input. Read at every request, so that a test can change them:

  FOLDER/now          time of every answer, ISO 8601; without it the clock, in whole seconds
  FOLDER/faults.json  {PART OF A PATH: FAULT}; the first that occurs in the path counts. FAULT is
                      "down" (connection closed), "slow" (nothing for a minute), "500", "garbage", "empty", "login" (a web page),
                      and for time stamps "refused" (status 2), "nonce", "imprint" (an answer to another question)

Every request is added to FOLDER/requests, one path a line.
"""

import io
import json
import os
import socket
import sys
import threading
import time
from datetime import datetime, timezone

folder = os.path.abspath(sys.argv[1])
os.chdir(folder)

from asn1crypto import pem, tsp  # noqa: E402
from certomancer.integrations.animator import Animator, AnimatorArchStore  # noqa: E402
from certomancer.registry import CertomancerConfig  # noqa: E402
from werkzeug.serving import WSGIRequestHandler, make_server  # noqa: E402
from werkzeug.wrappers import Response  # noqa: E402

# TimeStampResp of a PKIStatusInfo only: rejection, badRequest
REFUSED = bytes.fromhex("3009300702010203020520")


def now():
    try:
        with open("now") as file:
            return file.read().strip()
    except FileNotFoundError:
        return datetime.now(timezone.utc).replace(microsecond=0).isoformat()


def fault(path):
    try:
        with open("faults.json") as file:
            faults = json.load(file)
    except FileNotFoundError:
        return None
    return next((fault for part, fault in faults.items() if part in path), None)


def another_question(body, kind):
    asked = tsp.TimeStampReq.load(body)
    if kind == "nonce":
        asked["nonce"] = asked["nonce"].native ^ 1
    else:
        imprint = bytearray(asked["message_imprint"]["hashed_message"].native)
        imprint[0] ^= 1
        asked["message_imprint"]["hashed_message"] = bytes(imprint)
    return asked.dump(force=True)


def app(environ, start):
    path = environ["PATH_INFO"]
    with open("requests", "a") as file:
        file.write(path + "\n")
    kind = fault(path)
    if kind == "slow":
        time.sleep(60)
        kind = "down"
    if kind == "down":
        environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
        raise ConnectionError("closed on purpose")
    answers = {
        "500": Response("fault", status=500),
        "garbage": Response(b"\x30\x03\x02\x01\x00garbage", mimetype="application/timestamp-reply"),
        "empty": Response(b"", mimetype="application/timestamp-reply"),
        "login": Response("<html>Silakan masuk</html>", mimetype="text/html"),
        "refused": Response(REFUSED, mimetype="application/timestamp-reply"),
    }
    if kind in answers:
        return answers[kind](environ, start)
    if kind in ("nonce", "imprint"):
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        changed = another_question(body, kind)
        environ.update({"CONTENT_LENGTH": str(len(changed)), "wsgi.input": io.BytesIO(changed)})
    environ["HTTP_X_CERTOMANCER_FAKE_TIME"] = now()
    return animator(environ, start)


class Quiet(WSGIRequestHandler):
    def log(self, *_):
        pass


server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
prefix = f"http://127.0.0.1:{server.port}"
with open("certomancer.yml") as file:
    text = file.read().replace("@PREFIX@", prefix)
with open("served.yml", "w") as file:
    file.write(text)
# One set of certificates for the files and for the answers: each signing with ECDSA gives another one.
config = CertomancerConfig.from_file("served.yml", folder)
animator = Animator(AnimatorArchStore(config.pki_archs), with_web_ui=False)
os.makedirs("certs", exist_ok=True)
for arch in config.pki_archs.values():
    for spec in arch.enumerate_certs_by_issuer():
        for one in spec[1]:
            with open(f"certs/{one.label}.cert.pem", "wb") as file:
                file.write(pem.armor("CERTIFICATE", arch.get_cert(one.label).dump()))
threading.Thread(target=server.serve_forever, daemon=True).start()
print(f"ready {server.port}", flush=True)
sys.stdin.read()
