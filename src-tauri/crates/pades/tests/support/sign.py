"""Makes signed PDFs with pyHanko from JSON recipes, so that no code of ours has a hand in them.

usage: python sign.py RECIPE.json...

recipe: {"input", "output", "steps": [STEP...]}; each STEP is one revision:
  {"do": "sign", "key", "cert", "field", "chain"?, "pades"?, "certify"? (1..3), "box"? [x1,y1,x2,y2], "page"?,
   "says"? the words of a visible block,
   "tsa_key"?, "tsa_cert"?, "lock"? [names], "stamp_time"? ISO, "reserve"? digits of /Contents}
  {"do": "stamp", "tsa_key", "tsa_cert", "stamp_time"?}     document time stamp
  {"do": "annotate", "text"}      a free text annotation on the first page
  {"do": "content", "text"}       page content replaced
  {"do": "pages"}                 an empty page at the end
  {"do": "hide", "object"}        this object becomes null
  {"do": "metadata", "title"}     document information
  {"do": "fill", "field", "value"}
  {"do": "dss", "crls": [DER files], "ocsps"? [DER files], "certs"? [PEM files]}      document security store

Instead of "tsa_key" and "tsa_cert" there may be "tsa_url", an authority that answers as of "stamp_time" when that is written
into the file "clock". "crls" and "roots" of a sign step go into the signature as well: with "pades" false as Adobe's attribute.
"""

import datetime
import json
import sys
from io import BytesIO

from asn1crypto import crl as asn1_crl
from asn1crypto import ocsp as asn1_ocsp
from pyhanko.keys import load_cert_from_pemder, load_certs_from_pemder, load_private_key_from_pemder
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import PageObject
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps import DummyTimeStamper, HTTPTimeStamper
from pyhanko.stamp import TextStampStyle
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

NAME = generic.NameObject


def stamper(step):
    if "tsa_url" in step:
        with open(step["clock"], "w", encoding="utf-8") as file:
            file.write(step["stamp_time"])
        return HTTPTimeStamper(step["tsa_url"])
    if "tsa_key" not in step:
        return None
    fixed = step.get("stamp_time")
    return DummyTimeStamper(
        tsa_cert=load_cert_from_pemder(step["tsa_cert"]),
        tsa_key=load_private_key_from_pemder(step["tsa_key"], None),
        fixed_dt=datetime.datetime.fromisoformat(fixed) if fixed else None,
    )


def sign(data, step):
    registry = SimpleCertificateStore()
    registry.register_multiple(load_certs_from_pemder(step.get("chain", [])))
    signer = signers.SimpleSigner(
        signing_cert=load_cert_from_pemder(step["cert"]),
        signing_key=load_private_key_from_pemder(step["key"], None),
        cert_registry=registry,
    )
    pades = step.get("pades", True)
    context = None
    if "crls" in step:
        context = ValidationContext(
            trust_roots=list(load_certs_from_pemder(step["roots"])), crls=lists(step), allow_fetching=False
        )
    meta = signers.PdfSignatureMetadata(
        field_name=step["field"],
        md_algorithm=step.get("digest", "sha256"),
        subfilter=fields.SigSeedSubFilter.PADES if pades else fields.SigSeedSubFilter.ADOBE_PKCS7_DETACHED,
        embed_validation_info=context is not None,
        validation_context=context,
        certify="certify" in step,
        docmdp_permissions=fields.MDPPerm(step.get("certify", 2)),
    )
    spec = None
    if "box" in step or "lock" in step:
        lock = step.get("lock")
        spec = fields.SigFieldSpec(
            step["field"],
            on_page=step.get("page", 0),
            box=step.get("box"),
            field_mdp_spec=fields.FieldMDPSpec(fields.FieldMDPAction.INCLUDE, lock) if lock else None,
        )
    style = TextStampStyle(stamp_text=step["says"], border_width=0) if "says" in step else None
    pdf_signer = signers.PdfSigner(
        meta, signer=signer, timestamper=stamper(step), new_field_spec=spec, **({"stamp_style": style} if style else {})
    )
    out = pdf_signer.sign_pdf(
        IncrementalPdfFileWriter(BytesIO(data)), bytes_reserved=step.get("reserve")
    )
    return out.getvalue()


def lists(step):
    found = []
    for name in step["crls"]:
        with open(name, "rb") as file:
            found.append(asn1_crl.CertificateList.load(file.read()))
    return found


def answers(step):
    found = []
    for name in step.get("ocsps", []):
        with open(name, "rb") as file:
            found.append(asn1_ocsp.OCSPResponse.load(file.read()))
    return found


def dss(data, step):
    out = BytesIO(data)
    certs = list(load_certs_from_pemder(step.get("certs", [])))
    DocumentSecurityStore.add_dss(out, None, certs=certs, crls=lists(step), ocsps=answers(step))
    return out.getvalue()


def stamp(data, step):
    out = signers.PdfTimeStamper(stamper(step)).timestamp_pdf(IncrementalPdfFileWriter(BytesIO(data)), "sha256")
    return out.getvalue()


def changed(data, change):
    writer = IncrementalPdfFileWriter(BytesIO(data))
    change(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def annotate(data, step):
    def change(writer):
        page_ref, _ = writer.find_page_for_modification(0)
        page = page_ref.get_object()
        note = generic.DictionaryObject(
            {
                NAME("/Type"): NAME("/Annot"),
                NAME("/Subtype"): NAME("/FreeText"),
                NAME("/Rect"): generic.ArrayObject(map(generic.NumberObject, (10, 10, 100, 40))),
                NAME("/Contents"): generic.pdf_string(step["text"]),
                NAME("/DA"): generic.pdf_string("/Helv 12 Tf"),
            }
        )
        page.setdefault(NAME("/Annots"), generic.ArrayObject()).append(writer.add_object(note))
        writer.update_container(page)

    return changed(data, change)


def content(data, step):
    def change(writer):
        page_ref, _ = writer.find_page_for_modification(0)
        page = page_ref.get_object()
        stream = generic.StreamObject(stream_data=f"BT /F1 12 Tf 20 100 Td ({step['text']}) Tj ET".encode())
        page[NAME("/Contents")] = writer.add_object(stream)
        writer.update_container(page)

    return changed(data, change)


def pages(data, step):
    def change(writer):
        stream = writer.add_object(generic.StreamObject(stream_data=b"0 0 m"))
        box = generic.ArrayObject(map(generic.NumberObject, (0, 0, 200, 200)))
        writer.insert_page(PageObject(contents=stream, media_box=box))

    return changed(data, change)


def hide(data, step):
    def change(writer):
        writer.objects[(0, step["object"])] = generic.NullObject()

    return changed(data, change)


def metadata(data, step):
    def change(writer):
        writer.set_info(generic.DictionaryObject({NAME("/Title"): generic.pdf_string(step["title"])}))

    return changed(data, change)


def fill(data, step):
    def change(writer):
        for reference in writer.root["/AcroForm"]["/Fields"]:
            field = reference.get_object()
            if field.get("/T") == step["field"]:
                field[NAME("/V")] = generic.pdf_string(step["value"])
                writer.update_container(field)

    return changed(data, change)


def follow(path):
    with open(path, encoding="utf-8") as file:
        recipe = json.load(file)
    with open(recipe["input"], "rb") as file:
        data = file.read()
    kinds = {"sign": sign, "stamp": stamp, "annotate": annotate, "content": content, "pages": pages, "hide": hide, "metadata": metadata, "fill": fill, "dss": dss}
    for step in recipe["steps"]:
        data = kinds[step["do"]](data, step)
    with open(recipe["output"], "wb") as file:
        file.write(data)


for recipe in sys.argv[1:]:
    follow(recipe)
