#!/usr/bin/env python3
"""Reads what the journal writes, by docs/journal.md alone: an independent count, chain check, and readers of the reports.

  judge.py count FROM TO FOLDER...   figures of the days FROM..TO in WITA over the journals in the folders, as JSON
  judge.py chain FOLDER              checks every link of every chain, and that what is absent was removed by a rule; prints the
                                     number of lines
  judge.py xlsx FILE                 rows of the first sheet, as JSON
  judge.py csv FILE                  rows, as JSON
  judge.py signed FILE DIR           writes message, signature and public key (PEM) of an export into DIR
"""
import base64, collections, csv, datetime, hashlib, io, json, pathlib, sys, zipfile
import xml.etree.ElementTree as ET

OWN = {"opened", "closed", "repaired", "unsealed", "sealing", "removed"}
WITA = datetime.timezone(datetime.timedelta(hours=8))


def lines(folder):
    for chain in sorted(p for p in pathlib.Path(folder).iterdir() if p.name.isdigit()):
        for segment in sorted(chain.glob("*.jsonl")):
            for line in segment.read_bytes().splitlines():
                yield chain.name, line


def count(first, last, folders):
    first, last = (datetime.date.fromisoformat(d) for d in (first, last))
    out = {k: collections.Counter() for k in ("months", "failed_months", "failures", "verdicts", "total", "documents")}
    for folder in folders:
        for _, line in lines(folder):
            entry = json.loads(line)
            at = datetime.datetime.strptime(entry["at"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=datetime.timezone.utc)
            day = at.astimezone(WITA).date()
            (kind, act), = entry["act"].items() if isinstance(entry["act"], dict) else [(entry["act"], {})]
            if not first <= day <= last or act.get("practice") or kind in OWN:
                continue
            month = f"{day.year}-{day.month:02}"
            if act.get("problem") or kind == "enrolled" and act["step"] != "certificate":
                continue
            if kind == "signed":
                out["months"][month] += 1
                out["total"]["pages"] += act["pages"]
                out["total"]["stamped"] += act["stamped"]
                out["documents"][act.get("document", "unspecified")] += 1
            if kind == "failed":
                out["failures"][act["category"]] += 1
                out["failed_months"][month] += 1
            if kind == "verified":
                out["verdicts"][act["verdict"]] += 1
            out["total"][kind] += 1
    print(json.dumps({k: dict(sorted(v.items())) for k, v in out.items()}))


def chain(folder):
    # What was removed is said by an entry further on: these numbers may be absent, and the segment's last line is named.
    gone = collections.defaultdict(list)
    for name, line in lines(folder):
        removed = json.loads(line)["act"]
        if isinstance(removed, dict) and "removed" in removed:
            gone[name].append(removed["removed"])
    before, name, last, number = None, None, 0, 0
    for chain_name, line in lines(folder):
        if chain_name != name:
            before, name, last = bytes(32), chain_name, 0
        body, digits = line[:-75], line[-66:-2]
        assert line[-75:-66] == b',"hash":"' and line[-2:] == b'"}', line
        n = json.loads(line)["n"]
        if n == last + 1:
            assert hashlib.sha256(before + body).hexdigest().encode() == digits, f"line {number + 1}"
        else:
            told = [r for r in gone[name] if r["span"]["from"] <= last + 1 <= n - 1 <= r["span"]["to"]]
            assert len(told) == 1, f"line {number + 1}: {last} is followed by {n}"
            assert n <= told[0]["span"]["to"] or told[0]["last"].encode() == digits, f"line {number + 1}"
        before, last = bytes.fromhex(digits.decode()), n
        number += 1
    print(number)


def xlsx(path):
    ns = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    book = zipfile.ZipFile(path)
    assert book.testzip() is None
    shared = ["".join(t.text or "" for t in si.iter("{%s}t" % ns["m"]))
              for si in ET.fromstring(book.read("xl/sharedStrings.xml")).findall("m:si", ns)]
    rows = []
    for row in ET.fromstring(book.read("xl/worksheets/sheet1.xml")).iter("{%s}row" % ns["m"]):
        cells = []
        for cell in row.findall("m:c", ns):
            assert cell.find("m:f", ns) is None, "a formula"
            value = cell.find("m:v", ns)
            if value is not None:
                cells.append(shared[int(value.text)] if cell.get("t") == "s" else int(value.text))
        rows.append(cells)
    print(json.dumps(rows))


def read_csv(path):
    text = pathlib.Path(path).read_bytes().decode("utf-8-sig")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    print(json.dumps([[int(c) if c.isdigit() else c for c in row] for row in rows if row]))


def signed(path, folder):
    whole = pathlib.Path(path).read_bytes()
    head, end = whole.rstrip(b"\n").rsplit(b"\n", 1)
    folder = pathlib.Path(folder)
    key = bytes.fromhex(json.loads(head.split(b"\n", 1)[0])["key"])
    der = bytes.fromhex("302a300506032b6570032100") + key
    pem = b"-----BEGIN PUBLIC KEY-----\n" + base64.b64encode(der) + b"\n-----END PUBLIC KEY-----\n"
    (folder / "key.pem").write_bytes(pem)
    (folder / "message").write_bytes(b"absah export 1\n" + hashlib.sha256(head + b"\n").digest())
    (folder / "signature").write_bytes(bytes.fromhex(json.loads(end)["signature"]))


what, rest = sys.argv[1], sys.argv[2:]
if what == "count":
    count(rest[0], rest[1], rest[2:])
else:
    {"chain": chain, "xlsx": xlsx, "csv": read_csv, "signed": signed}[what](*rest)
