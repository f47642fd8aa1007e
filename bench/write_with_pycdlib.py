"""Writes the folder SOURCE into an ISO 9660 image with Rock Ridge and Joliet: LABEL SOURCE TARGET."""

import os
import sys

import pycdlib

label, source, target = sys.argv[1:]
iso = pycdlib.PyCdlib()
iso.new(interchange_level=3, joliet=3, rock_ridge="1.09", vol_ident=label)
plain = {"": ""}
for folder, directories, files in os.walk(source):
    above = os.path.relpath(folder, source)
    above = "" if above == "." else "/" + above
    for index, name in enumerate(sorted(directories)):
        path = f"{above}/{name}"
        plain[path] = f"{plain[above]}/D{index}"
        iso.add_directory(plain[path], rr_name=name, joliet_path=path)
    for index, name in enumerate(sorted(files)):
        path = f"{above}/{name}"
        iso.add_file(os.path.join(folder, name), f"{plain[above]}/F{index}.;1", rr_name=name, joliet_path=path)
iso.write(target)
iso.close()
