"""Writes an ISO 9660 image with Rock Ridge and Joliet to the path given, as a program that uses pycdlib would."""

import io
import sys

import pycdlib

iso = pycdlib.PyCdlib()
iso.new(interchange_level=3, joliet=3, rock_ridge="1.09", vol_ident="config-2")
iso.add_directory("/OPENSTACK", rr_name="openstack", joliet_path="/openstack")
iso.add_directory("/OPENSTACK/LATEST", rr_name="latest", joliet_path="/openstack/latest")
for short, name, content in (
    ("META.;1", "meta_data.json", b'{"uuid": "x"}'),
    ("EMPTY.;1", "empty", b""),
    ("LONG.;1", "l" * 200, b"long"),
):
    iso.add_fp(
        io.BytesIO(content),
        len(content),
        "/OPENSTACK/LATEST/" + short,
        rr_name=name,
        joliet_path="/openstack/latest/" + name[:64],
    )
iso.write(sys.argv[1])
iso.close()
