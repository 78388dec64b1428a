"""Judges a validation report of ETSI TS 119 102-2 by the schema as pyHanko carries it, and prints what is wrong.

usage: python etsi.py FILE

Well-formed by expat; each element known in its place, in order, required ones there, identifiers unique, references met.
pyHanko's classes are made from the schema (v1.2.1); only their description of the fields is used, so the library that fills
them need not be there.
"""

import dataclasses
import sys
import types
import typing
import xml.etree.ElementTree as tree

for name in ("xsdata", "xsdata.models", "xsdata.models.datatype"):
    module = types.ModuleType(name)
    module.__getattr__ = lambda _: object
    sys.modules[name] = module

from pyhanko.generated.etsi import ts_11910202 as schema  # noqa: E402

wrong = []


def classes(kind):
    """The dataclasses that a field's type leads to."""
    if dataclasses.is_dataclass(kind):
        return [kind]
    return [found for part in typing.get_args(kind) for found in classes(part)]


def check(element, kind, where):
    hints = typing.get_type_hints(kind)
    parts, attributes = [], {"xmlns"}
    for field in dataclasses.fields(kind):
        meta = field.metadata
        if meta.get("type") == "Element":
            parts.append((f"{{{meta['namespace']}}}{meta.get('name', field.name)}", meta, hints[field.name]))
        elif meta.get("type") == "Elements":
            for choice in meta["choices"]:
                parts.append((f"{{{choice['namespace']}}}{choice['name']}", {}, choice["type"]))
        elif meta.get("type") == "Attribute":
            attributes.add(meta.get("name", field.name))
    for name in element.attrib:
        if name not in attributes:
            wrong.append(f"{where}: attribute {name}")
    order = [name for name, _, _ in parts]
    if not order:
        return
    last = -1
    for child in element:
        if child.tag not in order:
            if child.tag.startswith("{http://uri.etsi.org/19102/"):
                wrong.append(f"{where}: {child.tag} is not known here")
            continue
        place = order.index(child.tag)
        # attributes of a signature may come in any order
        if place < last and kind is not schema.SignatureAttributesType:
            wrong.append(f"{where}: {child.tag} is out of order")
        last = place
        for inner in classes(parts[place][2])[:1]:
            check(child, inner, f"{where}/{child.tag.split('}')[1]}")
    here = {child.tag for child in element}
    for name, meta, _ in parts:
        # twice at most: an element of a choice that stands in both branches of the schema
        needed = meta.get("required") or (meta.get("min_occurs", 0) > 0 and meta.get("max_occurs") != 2)
        if needed and name not in here:
            wrong.append(f"{where}: {name} is missing")


root = tree.parse(sys.argv[1]).getroot()
if root.tag != "{http://uri.etsi.org/19102/v1.2.1#}ValidationReport":
    wrong.append(f"root {root.tag}")
check(root, schema.ValidationReportType, "")
ids = [element.get("id") for element in root.iter() if element.get("id")]
if len(ids) != len(set(ids)):
    wrong.append("an identifier stands twice")
for element in root.iter():
    for name in (element.get("VOReference") or "").split():
        if name not in ids:
            wrong.append(f"{name} is not in the report")
print("\n".join(wrong))
