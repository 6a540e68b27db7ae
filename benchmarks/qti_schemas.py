"""Validate QTI packages against the official schemas, which are not in this repository.

Usage: python benchmarks/qti_schemas.py FOLDER PACKAGE...

FOLDER holds the schemas of 1EdTech under any path below it (imsqti_v2p1.xsd, imsqti_asiv3p0*.xsd, for manifests
imscp_v1p1.xsd and imsqtiv3p0_imscpv1p2_v1p0.xsd, and for version 1.2 its DTD, ims_qtiasiv1p2p1.dtd), with what they
import beside them. Needs lxml.
"""

import re
import sys
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

SCHEMAS = {
    "http://www.imsglobal.org/xsd/imsqti_v2p1": "imsqti_v2p1.xsd",
    "http://www.imsglobal.org/xsd/imsqtiasi_v3p0": "imsqti_asiv3p0*.xsd",
    "http://www.imsglobal.org/xsd/imscp_v1p1": "imscp_v1p1.xsd",
    "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1": "imsqtiv3p0_imscpv1p2_v1p0.xsd",
    "http://www.imsglobal.org/xsd/ims_qtiasiv1p2": "ims_qtiasiv1p2p1.dtd",
}


def load_schema(folder: Path, namespace: str, loaded: dict[str, Any]) -> Any:  # noqa: ANN401 - lxml has no types here
    """Load the schema of a namespace; None where the folder has none."""
    from lxml import etree

    if namespace not in loaded:
        files = sorted(folder.rglob(SCHEMAS[namespace])) if namespace in SCHEMAS else []
        if not files:
            loaded[namespace] = None
        elif files[0].suffix == ".dtd":
            loaded[namespace] = etree.DTD(str(files[0]))
        else:
            loaded[namespace] = etree.XMLSchema(etree.parse(files[0]))
    return loaded[namespace]


def drop_namespaces(root: Any) -> None:  # noqa: ANN401 - lxml has no types here
    """Leave the plain names: a DTD knows no namespaces, and no attribute that says where a schema is."""
    from lxml import etree

    for element in root.iter("*"):
        element.tag = element.tag.rpartition("}")[2]
        for name in [each for each in element.attrib if each.startswith("{")]:
            del element.attrib[name]
    etree.cleanup_namespaces(root)


def main(folder: Path, packages: list[Path]) -> int:
    """Print, for each package, how many files are valid, and each problem; returns the number of problems."""
    from lxml import etree

    loaded: dict[str, Any] = {}
    problems = 0
    for package in packages:
        counts: Counter[str] = Counter()
        with zipfile.ZipFile(package) as archive:
            for name in archive.namelist():
                if not name.endswith(".xml"):
                    continue
                root = etree.fromstring(archive.read(name))
                namespace = re.match(r"\{(.*)\}", root.tag)
                schema = load_schema(folder, namespace[1] if namespace else "", loaded)
                if isinstance(schema, etree.DTD):
                    drop_namespaces(root)
                if schema is None:
                    counts["without a schema"] += 1
                elif schema.validate(root):
                    counts["valid"] += 1
                else:
                    counts["invalid"] += 1
                    problems += 1
                    for error in schema.error_log:
                        print(f"{package.name}: {name}:{error.line}: {error.message}")
        print(f"{package.name}: {', '.join(f'{count} {what}' for what, count in counts.items())}")
    return problems


if __name__ == "__main__":
    sys.exit(1 if main(Path(sys.argv[1]), [Path(each) for each in sys.argv[2:]]) else 0)
